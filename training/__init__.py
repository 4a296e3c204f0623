"""How the tagger is trained: the corpus, and the two steps that turn it into the files of pipeline/tag."""
