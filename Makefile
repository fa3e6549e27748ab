# One word per chore; `make` lists them. Needs Python 3.11 or newer and make, nothing else.
PYTHON ?= python3
BIN := .venv/bin
DJANGO := $(BIN)/python manage.py
PO_FILES := $(wildcard locale/*/LC_MESSAGES/django.po meiduo_mall/locale/*/LC_MESSAGES/django.po)
MO_FILES := $(PO_FILES:.po=.mo)
KEYWORDS := -k _t -k gettext_lazy -k ngettext_lazy:1,2 -k pgettext:1c,2 -k pgettext_lazy:1c,2
PIP := $(BIN)/python -m pip install --disable-pip-version-check --quiet
export PYTHONUNBUFFERED := 1

.DEFAULT_GOAL := help
.PHONY: help run test check fmt messages pot lock secret bench clean

help: ## this list
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

run: .venv/mall.stamp $(MO_FILES) ## the whole mall on http://127.0.0.1:8000 (PORT=8123 make run moves it)
	@exec $(DJANGO) run_mall

test: .venv/tools.stamp $(MO_FILES) ## every test on everything that is installed (ARGS="apps/users -k login" picks)
	@$(BIN)/python -m tests.everywhere $(ARGS)

check: .venv/tools.stamp $(MO_FILES) ## everything that can be known without running the mall
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy .
	PYTHONPATH=apps $(BIN)/lint-imports
	$(DJANGO) makemigrations --check --dry-run
	$(BIN)/python -m pytest -q -m "not mysql" tests/test_house.py tests/test_settings.py tests/test_readme.py tests/test_translations.py

fmt: .venv/tools.stamp ## format, and repair what can be repaired
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

messages: .venv/tools.stamp ## collect the sentences of the shop into locale/*/LC_MESSAGES/django.po
	@$(MAKE) --silent pot POT=locale/django.pot
	$(BIN)/pybabel -q update -D django -i locale/django.pot -d locale --no-fuzzy-matching --ignore-obsolete
	@rm locale/django.pot
	$(BIN)/pybabel -q compile -D django -d locale

pot: # the sentences alone, into the file POT
	@PYTHONPATH=. $(BIN)/pybabel -q extract -F babel.cfg $(KEYWORDS) --no-location --sort-output -o $(POT) .

bench: .venv/tools.stamp $(MO_FILES) ## every benchmark, each printing a table
	@$(BIN)/python -m bench $(ARGS)

secret: ## a new SECRET_KEY
	@$(PYTHON) -c "import secrets; print(secrets.token_urlsafe(64))"

lock: ## pin again every package that the requirements bring along
	@set -e; folder=$$(mktemp -d); trap 'rm -rf "$$folder"' EXIT; \
	cp requirements*.txt "$$folder"; sed -i.old '/^-c /d' "$$folder/requirements.txt"; \
	$(PYTHON) -m venv "$$folder/venv"; "$$folder/venv/bin/pip" install -q -r "$$folder/requirements-dev.txt"; \
	{ echo '# Every package that the requirements bring along, pinned. Made by `make lock`; do not edit.'; \
	  "$$folder/venv/bin/pip" freeze; } > constraints.txt

clean: ## forget the virtual environment and everything that development wrote
	rm -rf .venv .data logs/*.log* .mypy_cache .ruff_cache .import_linter_cache

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "The mall needs Python 3.11 or newer; name one: make run PYTHON=python3.12"; exit 1; }
	@$(PYTHON) -m venv .venv \
		|| { rm -rf .venv; echo "This Python cannot make virtual environments; on Debian: apt install python3-venv"; exit 1; }

# mysqlclient is built here only where its headers are; without it the mall runs on SQLite.
.venv/mall.stamp: requirements.txt requirements-prod.txt constraints.txt | .venv/bin/python
	@echo "Installing packages (only when the requirements change) …"
	@$(PIP) -r requirements.txt
	@if pkg-config --exists libmariadb 2>/dev/null || pkg-config --exists mysqlclient 2>/dev/null; then \
		$(PIP) -r requirements-prod.txt > .venv/mysqlclient.log 2>&1 \
			|| echo "mysqlclient does not build here (.venv/mysqlclient.log says why); the mall runs on SQLite."; fi
	@touch $@

.venv/tools.stamp: requirements-dev.txt .venv/mall.stamp
	@$(PIP) -r requirements-dev.txt
	@touch $@

%/LC_MESSAGES/django.mo: %/LC_MESSAGES/django.po | .venv/mall.stamp
	@$(BIN)/pybabel -q compile -i $< -o $@
