# Each target sets up what it needs by itself and is quick when that is done.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
READY_DEV := $(VENV)/.ready-dev

.PHONY: help setup setup-dev demo run test lint types bench clean

help:
	@echo "make demo    set up, then ten days of invented news in a few minutes: a page in the browser, mails to read"
	@echo "make run     set up, then follow real outlets (say who you are: THROUGHLINE_CRAWL_CONTACT=you@example.org)"
	@echo "make test    set up, then all tests"
	@echo "make lint types bench clean"

$(READY): pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Throughline needs Python 3.11 or newer: make PYTHON=/path/to/python3.11")'
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --upgrade 'pip>=25.1'
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	$(BIN)/python -m pipeline.prepare
	touch $@

$(READY_DEV): $(READY)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --group dev
	touch $@

setup: $(READY)
setup-dev: $(READY_DEV)

demo: setup
	$(BIN)/throughline demo

run: setup
	$(BIN)/throughline run

test: setup-dev
	$(BIN)/python -m tests.chromium
	$(BIN)/python -m pytest --numprocesses auto --maxprocesses 4 --dist loadfile --no-loadscope-reorder

lint: setup-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports

types: setup-dev
	$(BIN)/mypy

bench: setup-dev
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --group bench
	$(BIN)/python -m benchmarks

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis dist
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
