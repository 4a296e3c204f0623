"""The site in editing mode: who may write, what they can do, and the pages on which they do it."""
