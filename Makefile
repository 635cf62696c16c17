# make demo   the service with its demonstration programme, on http://127.0.0.1:8000 (PORT= changes it)
# make test   lint, types, templates, then every test: SQLite, PostgreSQL, browser, official validator
# make help   the rest

PORT   ?= 8000
VENV   := .venv
ORACLE := .oracle
BIN    := $(VENV)/bin
PIP    := -m pip --disable-pip-version-check --no-input
LOCKED := install --quiet --quiet --require-hashes
SHELL  := /bin/sh

# PYTHON=… chooses another interpreter. A name counts only if it runs: version managers put names
# on the path that answer "not installed".
usable = for python in $(1); do \
	"$$python" -c 'import ensurepip, sys, venv; sys.exit(not $(2))' 2>/dev/null \
	&& { command -v "$$python"; break; }; done
PYTHON ?= $(shell $(call usable,python3 python3.11 python3.12 python3.13 python3.14,sys.version_info >= (3, 11)))
PYTHON_OF_ORACLE ?= $(shell $(call usable,python3.11 python3,sys.version_info[:2] == (3, 11)))

.PHONY: demo test install lint format types pytest oracle system lock bench catalogue help
.DEFAULT_GOAL := help

demo: install  ## install, then build and serve the demonstration
	@$(BIN)/badges demo --port $(PORT)

test: lint types pytest  ## everything that must hold

install: $(VENV)/.run $(VENV)/.package  ## the service alone, in .venv

# A virtual environment that is there already is adopted: its packages are brought to the lock.
$(VENV)/.made:
	@test -n "$(PYTHON)" || { echo "Badges needs Python 3.11 or newer with its venv module:" \
		"install one (Debian: python3 and python3-venv), or say make PYTHON=/path/to/python." >&2; exit 1; }
	@"$(BIN)/python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
		|| "$(PYTHON)" -m venv --clear $(VENV)
	@touch $@

$(VENV)/.run: requirements/run.txt | $(VENV)/.made
	@echo "Installing the packages of $< …" >&2
	@$(BIN)/python $(PIP) $(LOCKED) -r $<
	@touch $@

$(VENV)/.test: requirements/test.txt | $(VENV)/.made
	@echo "Installing the packages of $< …" >&2
	@$(BIN)/python $(PIP) $(LOCKED) -r $<
	@touch $@ $(VENV)/.run

# An editable installation reads the tree; it is made again when its map changes.
$(VENV)/.package: pyproject.toml $(VENV)/.run
	@$(BIN)/python $(PIP) install --quiet --quiet --no-deps --no-build-isolation -e .
	@touch $@

lint: $(VENV)/.test
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/djlint templates --lint --quiet

types: $(VENV)/.test
	@$(BIN)/mypy

format: $(VENV)/.test  ## write the code as ruff wants it
	@$(BIN)/ruff check --fix --quiet .
	@$(BIN)/ruff format --quiet .

pytest: $(VENV)/.test $(VENV)/.package oracle system
	@$(BIN)/python -m pytest

# The official validator runs on Python 3.11 alone; without one its tests are skipped and say so.
oracle: $(if $(PYTHON_OF_ORACLE),$(ORACLE)/.made)

$(ORACLE)/.made: requirements/oracle-build.txt requirements/oracle.txt
	@echo "Installing the official Open Badges validator in $(ORACLE) …" >&2
	@"$(PYTHON_OF_ORACLE)" -m venv --clear $(ORACLE)
	@$(ORACLE)/bin/python $(PIP) $(LOCKED) -r requirements/oracle-build.txt
	@$(ORACLE)/bin/python $(PIP) $(LOCKED) --no-deps --no-build-isolation -r requirements/oracle.txt
	@touch $@

# tests/programs.py names what it does not find as Debian calls it.
system: $(VENV)/.test
	@missing="$$($(BIN)/python -m tests.programs)"; test -z "$$missing" && exit; \
	if test "$$(id -u)" = 0 && command -v apt-get >/dev/null; then \
		echo "Installing $$missing …"; export DEBIAN_FRONTEND=noninteractive; \
		apt-get update -qq && apt-get install -y -qq --no-install-recommends $$missing >/dev/null; \
	else \
		echo "The tests need a Chromium, a PostgreSQL server and Pango: install $$missing" \
			"(so Debian calls them) and run make test again." >&2; exit 1; \
	fi

lock: $(VENV)/.test  ## write the lock files anew; UPGRADE=1 takes the newest releases
	@set -e; pin() { out=requirements/$$1.txt; shift; \
		$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
		--no-header --no-annotate $(if $(UPGRADE),--upgrade) --output-file "$$out" "$$@"; }; \
	pin run pyproject.toml requirements/build.in; \
	pin test pyproject.toml --extra test requirements/build.in --constraints requirements/run.txt; \
	pin oracle-build requirements/oracle-build.in; \
	pin oracle --no-deps requirements/oracle.in

bench: $(VENV)/.test $(VENV)/.package oracle  ## measure against the limits, in one run
	@$(BIN)/python -m bench

catalogue: $(VENV)/.test  ## collect the sentences, bring the catalogues up to date, compile them
	@$(BIN)/pybabel --quiet extract --mapping pyproject.toml --keywords lazy_gettext \
		--sort-by-file --no-location --output $(VENV)/messages.pot .
	@for language in fr en; do $(BIN)/pybabel --quiet update --no-fuzzy-matching --ignore-obsolete \
		--no-wrap --ignore-pot-creation-date --input-file $(VENV)/messages.pot \
		--output-dir badges/translations --locale $$language || exit 1; done
	@$(BIN)/pybabel --quiet compile --directory badges/translations

help:
	@grep -E '^[a-z]+:.*  ## ' Makefile | sed -E 's/:.*  ## /|/' | while IFS='|' read -r name does; do \
		printf 'make %-10s %s\n' "$$name" "$$does"; done
