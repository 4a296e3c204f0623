"""The vox command: parses, calls the pipeline, prints."""
