"""The pages, one file a page: what each reads, and the addresses at which it is shown.

Each has `.json` beside it, which gives the same facts as data.
"""
