"""Records, options, errors, themes and migrations: what all of vox agrees on; imports nothing of ours."""
