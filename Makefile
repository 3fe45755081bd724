# make run     set up, then read a scanned decision, show what is in it, and say how to correct it
# make test    set up, then run the tests
# make check   everything a change must pass: lint, format, types, tests
# make docs    the documentation, as a site in out/site
# make help    this

SHELL = /bin/sh
VENV = .venv
BIN = $(VENV)/bin
SCAN = fixtures/pdf/orlswick-record.pdf

# The first interpreter that is new enough; name another with 'make PYTHON=...'.
PYTHON := $(shell for p in python3 python3.13 python3.12 python3.11 python3.14; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)

PIP = $(BIN)/python -m pip --disable-pip-version-check
.DEFAULT_GOAL = help
.PHONY: help run test check lint format types tests docs fixtures constraints clean

help:
	@sed -n 's/^# \(make .*\)/\1/p' Makefile

run: $(VENV)/.installed
	$(BIN)/extractor run $(SCAN) --summary
	@echo
	@echo "To correct such records beside their scans, in your browser:"
	@echo "  $(PIP) install --editable '.[review]' --constraint constraints.txt"
	@echo "  $(BIN)/extractor run $(SCAN) -o out/decisions.db && $(BIN)/extractor review out/decisions.db"

test: $(VENV)/.developing
	$(BIN)/python -m pytest -n 2 --dist loadgroup

check: lint format types docs tests

lint: $(VENV)/.developing
	$(BIN)/ruff check .

format: $(VENV)/.developing
	$(BIN)/ruff format --check .

types: $(VENV)/.developing
	$(BIN)/mypy

tests: test

docs: $(VENV)/.developing
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict --quiet

# Draws the documents of fixtures/pdf afresh. They are committed: this is for whoever changes them.
fixtures: $(VENV)/.developing
	$(BIN)/python -m fixtures.make_fixtures

constraints:
	@{ sed -n '/^#/p' constraints.txt; $(PIP) freeze --all --exclude-editable | grep -v ' @ '; } > constraints.new
	@mv constraints.new constraints.txt

clean:
	rm -rf $(VENV) dist build .mypy_cache .ruff_cache .pytest_cache .hypothesis out

$(BIN)/python:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed and was not found. Install it, or say: make PYTHON=/path/to/python3" >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(PIP) install --quiet --upgrade pip --constraint constraints.txt

$(VENV)/.installed: pyproject.toml constraints.txt | $(BIN)/python
	$(PIP) install --quiet --editable . --constraint constraints.txt
	@touch $@

$(VENV)/.developing: $(VENV)/.installed
	$(PIP) install --quiet --group dev --constraint constraints.txt
	@touch $@
