# Everything a newcomer needs: `make demo`, `make test`, `make check`.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
# Test files run side by side, each worker with an Odoo and a PostgreSQL of its own: about 2 GB a worker.
WORKERS ?= 2

.PHONY: help setup demo test check format clean

help:  ## Show what can be made.
	@grep -E '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 12

$(STAMP): requirements-dev.txt pyproject.toml
	@sh deploy/make-environment.sh "$(PYTHON)" "$(VENV)"
	@touch $(STAMP)

setup: $(STAMP)  ## Make the environment in .venv, with the command .venv/bin/expediter.

demo: setup  ## Everything: a real Odoo with a trading company, the worker, the inbox, one story for each kind of exception.
	@$(BIN)/expediter demo

test: setup  ## Everything needed, and all tests.
	@sh deploy/install-browser.sh
	@$(BIN)/python -m pytest -n $(WORKERS) --dist loadfile -m "not alone"
	@$(BIN)/python -m pytest -m alone

check: setup  ## Format, lint, types, import contracts, dependencies.
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/lint-imports --no-cache
	@$(BIN)/mypy
	@$(BIN)/deptry .

format: setup  ## Put the code in its form.
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

clean:  ## Stop what runs and remove the environment (data and cache folders stay).
	-@test ! -x $(BIN)/expediter || $(BIN)/expediter down
	@rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .import_linter_cache
