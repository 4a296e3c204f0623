# `make demo` and `make test` set up everything they need in .venv; nothing else has to be installed first.

VOX := .venv/bin/vox
PYTHON := .venv/bin/python

.PHONY: demo serve test clean

demo: .venv/core   ## set up, ingest the example clips, say how to open the site
	$(VOX) ingest
	@echo
	@echo "The example clips are ingested. Open the site with: make serve"

serve: .venv/core   ## open the site over the example clips
	$(VOX) serve

test: .venv/test   ## set up, then lint, types, import rules and all tests
	.venv/bin/ruff format --check .
	.venv/bin/ruff check .
	.venv/bin/mypy
	.venv/bin/lint-imports --no-cache
	$(PYTHON) -m pytest --numprocesses 2 --dist loadfile --no-loadscope-reorder

clean:   ## remove the environment, the example project's database and its pictures
	rm -rf .venv .vox vox.db vox.db-shm vox.db-wal

.venv/core: pyproject.toml constraints.txt .ci/setup
	.ci/setup core

.venv/test: pyproject.toml constraints.txt .ci/setup
	.ci/setup test
