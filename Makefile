# The commands of Primio CRM. `make run` and `make test` do everything that they need themselves.
# All paths are relative: the project may stand in a folder with spaces in its name.

PYTHON ?= python3
HOST ?= 127.0.0.1
PORT ?= 8000
BIN := .venv/bin
MANAGE := $(BIN)/python manage.py
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-input
KILLING := tests/scenarios/test_killing.py
COUNTERPARTIES ?=

.NOTPARALLEL:
.DELETE_ON_ERROR:
.PHONY: help run setup test check format bench messages port database

help:
	@echo 'make run [PORT=8000]  installs what is missing, starts Primio CRM, prints where to log in'
	@echo 'make test             runs all tests, those in a browser too'
	@echo 'make setup            what both begin with; then .venv/bin/python manage.py ... works'
	@echo 'make check            lint, types, layers, migrations, deployment settings, translations'
	@echo 'make format           formats the code'
	@echo 'make messages         takes new texts over into locale/'
	@echo 'make bench            measures everything at a million counterparties, and how it grows; COUNTERPARTIES=20000 for one size'

run: port setup
	@LOCAL_HTTP=yes exec $(MANAGE) serve --host $(HOST) --port $(PORT)

port:
	@$(PYTHON) deploy/port.py $(HOST) $(PORT)

setup: .venv/runtime.stamp var/secret-key var/static.stamp var/messages.stamp database

test: setup .venv/tests.stamp
	@$(BIN)/python tests/browser/chromium.py
ifeq ($(ARGS),)
	@# Workers that are killed are forks of their tests: these begin in a process that has run no other test.
	@# All others in two halves, so that data of a module are made once; whoever has done his half takes from the other.
	@$(BIN)/python -m pytest --quiet $(KILLING)
	@$(BIN)/python -m pytest --numprocesses 2 --dist worksteal --ignore $(KILLING)
else
	@$(BIN)/python -m pytest --numprocesses 2 --dist worksteal $(ARGS)
endif

check: .venv/tests.stamp var/static.stamp
	@$(BIN)/python deploy/check.py

format: .venv/tests.stamp
	@$(BIN)/python -m ruff check --fix-only --quiet .
	@$(BIN)/python -m ruff format --quiet .

messages: .venv/runtime.stamp var/secret-key
	@$(MANAGE) messages --update

bench: setup
	@$(MANAGE) bench $(if $(COUNTERPARTIES),--counterparties $(COUNTERPARTIES)) $(ARGS)

database:
	@$(MANAGE) set_up

# Each of these is made again only when something that it is made of has changed.

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo 'Primio CRM needs Python 3.11 or newer, for example: make run PYTHON=python3.12'; exit 1; }
	@$(PYTHON) -m venv .venv || { echo 'Python cannot make .venv: install its module venv (on Debian: python3-venv).'; rm -rf .venv; exit 1; }

.venv/runtime.stamp: requirements.txt | .venv/bin/python
	@echo 'Installing Python packages ...'
	@$(PIP) -r requirements.txt
	@touch $@

.venv/tests.stamp: requirements-dev.txt .venv/runtime.stamp
	@echo 'Installing what tests and checks need ...'
	@$(PIP) -r requirements-dev.txt
	@touch $@

node_modules/.stamp: package.json package-lock.json .npmrc | .venv/runtime.stamp
	@echo 'Installing front-end packages ...'
	@sh deploy/npm_ci.sh
	@touch $@

var/secret-key:
	@mkdir -p var
	@umask 077 && $(PYTHON) -c 'import secrets; print(secrets.token_urlsafe(50))' > $@.new && mv $@.new $@

var/static.stamp: node_modules/.stamp .venv/runtime.stamp var/secret-key primio_crm/settings.py primio_crm/front_end.py \
		$(shell find static)
	@$(MANAGE) collect_front_end
	@$(MANAGE) collectstatic --no-input --clear --verbosity 0
	@touch $@

var/messages.stamp: .venv/runtime.stamp var/secret-key $(wildcard locale/*/LC_MESSAGES/*.po)
	@$(MANAGE) messages --compile
	@touch $@
