# Headway's commands. `make help` lists them.
PYTHON ?= python3
BIN := .venv/bin

.DEFAULT_GOAL := help
.PHONY: help setup run test lint bench pin clean setup-test

help: ## List the commands
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1\t\2/' | expand -t 16

setup: ## Create .venv with everything that the commands need
	@$(PYTHON) tools/environment.py runtime

run: setup ## Serve Headway on this machine: 127.0.0.1, PORT or 5000
	@$(BIN)/flask migrate >/dev/null
	@PORT=$$($(PYTHON) tools/free_port.py "$(PORT)") && export PORT && exec $(BIN)/gunicorn

setup-test:
	@$(PYTHON) tools/environment.py runtime test

test: setup-test ## Check everything: lint, types, architecture, tests (CI=true: nothing may be skipped)
	@$(PYTHON) tools/environment.py torch
	@tools/install_chromium.sh
	@tools/install_qti_player.sh
	@$(BIN)/python tools/check.py lint types imports serial kills tests

lint: setup-test ## Check style, types and architecture only
	@$(BIN)/python tools/check.py lint types imports

bench: setup-test ## Measure what is fast, as ratios against a floor in the same run
	@OPENBLAS_NUM_THREADS=1 $(BIN)/python -m benchmarks

pin: ## Write the pinned requirement files anew (UPGRADE=1: with the newest releases)
	@$(PYTHON) tools/environment.py dev
	@tools/pin.sh $(if $(UPGRADE),--upgrade)

clean: ## Remove .venv and what the tools keep between runs; instance/ stays
	rm -rf .venv .hypothesis .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .coverage htmlcov test-results
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
