# The README's two commands are `make demo` and `make test`. They need Python >= 3.11 and make, nothing else.
.DEFAULT_GOAL := help
SHELL := /bin/sh
PYTHON ?= python3
WORKERS ?= 2
BIN := .venv/bin
PY := $(BIN)/python
# uv lives in an environment of its own: `uv sync` removes from .venv whatever is not locked, itself included.
UV := $(or $(shell command -v uv 2>/dev/null),.tools/bin/uv)
MIN := import sys; sys.exit(sys.version_info < (3, 11))

.PHONY: help setup server demo test check lint types imports unit bench bench-books bench-invoices mutants machine scenarios rules figures bpmn \
	chaos-temporal-lost chaos-kill chaos-writers race fuzz clean

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-20s %s\n", $$1, $$2}' $(firstword $(MAKEFILE_LIST))

setup: .venv/.synced ## Create .venv with the locked dependencies (installs uv when missing)

.venv/.synced: pyproject.toml uv.lock | $(UV)
	@$(PYTHON) -c '$(MIN)' || { echo "Python 3.11 or newer is needed: make PYTHON=/path/to/python3.11 setup" >&2; exit 1; }
	UV_PROJECT_ENVIRONMENT=.venv $(UV) sync --frozen --all-extras --python "$$(command -v $(PYTHON))"
	@touch $@

.tools/bin/uv:
	@$(PYTHON) -c '$(MIN)' || { echo "Python 3.11 or newer is needed: make PYTHON=/path/to/python3.11 setup" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { echo "This Python cannot create environments." \
		"On Debian and Ubuntu: sudo apt-get install python3-venv. Or install uv, and run make again." >&2; exit 1; }
	$(PYTHON) -m venv .tools
	.tools/bin/python -m pip install --quiet --disable-pip-version-check uv

server: setup ## Fetch or build the Temporal server's binary, once for this user
	$(PY) -m tests.support.temporal

demo: setup ## Run real cases with real invoice files from requisition to paid
	$(BIN)/req2pay demo

test: setup check ## Set up, then run every check

check: lint types imports unit ## Run every check: style, types, import directions, tests

lint: setup ## Check style and format
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: setup ## Check types strictly
	$(BIN)/mypy --strict .

imports: setup ## Check that imports go one way
	$(BIN)/lint-imports

unit: server ## Run the tests (WORKERS=n processes)
	$(PY) -m pytest -n $(WORKERS)

bench: setup ## Measure speed
	$(PY) -m bench

bench-books: setup ## Measure the pages of cost and funds over a million events, on SQLite and PostgreSQL (half an hour)
	$(PY) -m bench --only books

bench-invoices: setup ## Measure how well the invoice bots read, check and decide (DATA=folder adds the shared sets; an hour)
	$(PY) -m bench.invoice_accuracy $(if $(DATA),--data $(DATA))

mutants: setup ## Break the rules one by one: every break must be caught by a test
	$(PY) -m bench.mutants

machine: setup ## Let 2,000 random stories of 50 commands run against a model of plain dictionaries
	REQ2PAY_MACHINE_RUNS=2000 $(PY) -m pytest -n 1 tests/machine

scenarios: setup ## Run the executable examples in memory, under a virtual clock
	$(BIN)/req2pay scenario docs/scenarios/*.yaml

figures: setup ## Write docs/figures.md from the code
	$(PY) -m tests.support.figures > docs/figures.md.new
	mv docs/figures.md.new docs/figures.md

bpmn: setup ## Open everything that is exported as BPMN in bpmn-js: no warning (needs npm and Chromium)
	$(PY) -m tests.support.bpmn_files build/bpmn
	cd tests/bpmn_js && npm ci --silent && node check.mjs ../../build/bpmn

rules: setup ## Regenerate docs/rules.md from the rules in the code
	$(PY) -m tests.support.rules > docs/rules.md.new
	mv docs/rules.md.new docs/rules.md

chaos-temporal-lost: server ## Delete Temporal's database under live cases: every case must end
	$(PY) -m bench.chaos temporal-lost

chaos-kill: server ## Kill processes at random under load: nothing may be lost or doubled
	$(PY) -m bench.chaos kill

chaos-writers: setup ## Let many writers race for the last of a budget
	$(PY) -m bench.chaos writers

race: setup ## Let 64 clients race 500 times for the last of one budget line
	$(PY) -m bench.race

fuzz: setup ## Feed broken files to the readers and hostile input to the API
	$(PY) -m bench.fuzz

clean: ## Remove environments and caches (no data of yours)
	rm -rf .venv .tools .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis build dist
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
