"""Publishing what the database holds."""
