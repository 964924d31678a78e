# All tasks that people and CI run. Start with `make run`.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: run test test-fast coverage check install bench lock upgrade audit screenshots corpus clean

run: install  ## set up, load the sample corpus if the library is empty, answer one question, serve
	$(BIN)/polikb demo

# Four workers on two cores: tests spend much of their time waiting for a process, a server or a page.
# Bytecode is written even if the environment disables it: tests start some hundred processes.
test test-fast coverage: export PYTHONDONTWRITEBYTECODE :=
PYTEST := python -m pytest --numprocesses 4 --dist loadfile --no-loadscope-reorder

test: install  ## set up and run the tests
	$(BIN)/$(PYTEST)

test-fast: install  ## run the tests that need no browser, OCR or server and kill no process; about a minute
	$(BIN)/$(PYTEST) -m "not (slow or browser or ocr or kill or server)"

coverage: install  ## run the tests and measure line and branch coverage; fails below the minimum
	$(BIN)/$(PYTEST) --cov --cov-report=term:skip-covered

check: install  ## check formatting, lint and types
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

install: .venv/.installed  ## create .venv with all dependencies, from the lock files

.venv/.installed: requirements-dev.lock pyproject.toml kb/models/embedded_model.py
	$(PYTHON) -c 'import sys; sys.exit(None if sys.version_info >= (3, 11) else "polikb needs Python 3.11 or newer; try: make PYTHON=python3.11")'
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements-dev.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	$(BIN)/polikb fetch-model
	touch $@

bench: install  ## measure quality and speed; writes docs/quality.md
	$(BIN)/python -m bench

COMPILE := uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-emit-find-links --no-header --quiet

lock: install  ## pin the dependencies of pyproject.toml; keep versions that are already pinned
	$(BIN)/$(COMPILE) --extra dev $(UPGRADE) -o requirements-dev.lock
	$(BIN)/$(COMPILE) --constraint requirements-dev.lock -o requirements.lock

upgrade:  ## pin the newest versions that pyproject.toml allows
	$(MAKE) lock UPGRADE=--upgrade

audit: install  ## check the locked packages for known vulnerabilities
	$(BIN)/uv tool run --from pip-audit pip-audit --requirement requirements-dev.lock --disable-pip --require-hashes --progress-spinner off

screenshots: install  ## screenshots of the main pages with the sample corpus (needs Debian's chromium-headless-shell and libreoffice-impress)
	bash docs/screenshots/make.sh

corpus: install  ## build the files of the sample corpus from their sources
	$(BIN)/python corpora/polisocial-sample/build.py

clean:
	rm -rf .venv build *.egg-info
