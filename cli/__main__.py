"""`python -m cli` is `vox`."""

from cli.app import main

main()
