"""Everything that does the work: no printing, no exiting."""
