# The verbs. `make help` lists them; everything they need is installed into .venv.
# PYTHON chooses the interpreter that makes .venv, PORT where `make run` listens, TIDU_DATA where data lies (./var),
# SIZE how many enterprises `make bench` measures.
PYTHON ?= python3
PORT ?= 8000
SIZE ?= 100000
BIN := .venv/bin

.PHONY: help run setup environment test check fix packs bench lock adr \
	lint templates imports types migrations deploy house

# Lists the verbs
help:
	@awk '/^# /{said=substr($$0,3)} /^[a-z][a-z-]*:/{split($$0,a,":"); if (said!="" && a[1]!="environment") printf "  make %-12s %s\n", a[1], said; said=""} /^$$/{said=""}' Makefile

# Starts the portal with a demo city on PORT, installing whatever is missing; Ctrl-C stops it
run:
	@$(PYTHON) -I portal/bootstrap.py run --port "$(PORT)"

# Prepares a developer's machine: requirements, front-end files, database, demo city, commit hook
setup:
	@$(PYTHON) -I portal/bootstrap.py setup

environment:
	@$(PYTHON) -I portal/bootstrap.py environment

# Runs every test: on SQLite, again on PostgreSQL and Redis, then the journeys in Chromium
test: environment
	@$(BIN)/python -m tests

# Runs every check that needs no test run: lint, types, imports, templates, migrations, packs, conventions
check: environment lint templates imports types migrations deploy packs house
	@echo "make check: all passed"

# Ruff: rules and format
lint:
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

# Djade: one layout for every template
templates:
	git ls-files -z --cached --others --exclude-standard -- '*.html' | xargs -0 -r $(BIN)/djade --target-version 5.2 --check

# Import-linter: who may import whom
imports:
	$(BIN)/lint-imports

# Mypy: strict on engine, workbooks, actions, queries and permissions
types:
	$(BIN)/mypy

# Every change of a model has its migration
migrations:
	$(BIN)/python manage.py makemigrations --check --dry-run

# Django's own checks, with the settings of a bureau's server
deploy:
	SECRET_KEY=$$($(BIN)/python -c "import secrets; print(secrets.token_urlsafe(50))") ALLOWED_HOSTS=portal.example.gov.cn \
		$(BIN)/python manage.py check --deploy --fail-level WARNING --settings portal.settings.production

# Loads every pack, checks its words, units, brackets and cases, and prints the table an official can sign
packs:
	$(BIN)/python manage.py packs

# The conventions, executed
house:
	$(BIN)/python -m pytest tests/house -q -n 2

# Mends what can be mended by a program
fix: environment
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	git ls-files -z --cached --others --exclude-standard -- '*.html' | xargs -0 -r $(BIN)/djade --target-version 5.2

# Measures recompute, answers and pages at SIZE enterprises (100,000) against the floor, as ratios
bench: environment
	$(BIN)/python -m benchmarks --size "$(SIZE)"

# Compiles the pins again from requirements.in and requirements-dev.in, for every supported Python at once
lock: environment
	$(BIN)/uv pip compile --quiet --universal --no-header --no-emit-index-url --python-version 3.11 requirements.in -o requirements.txt
	$(BIN)/uv pip compile --quiet --universal --no-header --no-emit-index-url --python-version 3.11 requirements-dev.in -o requirements-dev.txt

# Starts a decision record: make adr title="why this and not that"
adr:
	@test -n "$(title)" || { echo 'Say what is decided, for example: make adr title="why this and not that"' >&2; exit 2; }
	@last=$$(ls docs/decisions | sed -n 's/^0*\([0-9][0-9]*\)-.*/\1/p' | sort -n | tail -n 1); \
	number=$$(printf '%04d' $$(($${last:-0} + 1))); \
	slug=$$(echo "$(title)" | tr '[:upper:]' '[:lower:]' | tr -cs 'a-z0-9' '-' | sed 's/^-*//; s/-*$$//'); \
	file="docs/decisions/$$number-$${slug:-untitled}.md"; \
	sed "s/^# .*/# $$number $(title)/" docs/decisions/template.md > "$$file" && echo "$$file"
