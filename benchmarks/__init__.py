"""Programs that measure vox against what is known and against its peers."""
