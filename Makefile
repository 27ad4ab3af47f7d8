# Everything starts here: `make help` tells what there is. Needs Python 3.11, pip and make.

PYTHON ?= python3
BIN := .venv/bin
PHAROS := $(BIN)/pharos
ENVIRONMENT := $(PYTHON) tools/environment.py
LOCK := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-header --no-annotate --no-emit-index-url

.DEFAULT_GOAL := help
.PHONY: help run test check requirements diagnosers bench bench-peers drill screens messages lock clean

help: ## Tell what there is
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1\t\2/' \
		| expand -t 22

run: ## Run everything on this machine: http://127.0.0.1:8000 (PHAROS_PORT=8080 for another)
	@$(ENVIRONMENT) run
	@exec $(PHAROS) run $(ARGS)

test: ## Run the tests (T=src/pharos/cases for some, ARGS="-n 0" for pytest)
	@$(ENVIRONMENT) test
	$(BIN)/python -m pytest -n auto --dist loadfile $(ARGS) $(T)

check: ## Check style, types, imports, templates, spelling and JavaScript
	@$(ENVIRONMENT) check
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/python -m tools.lint
	$(BIN)/lint-imports
	$(BIN)/mypy
	$(BIN)/djlint src --lint --quiet
	$(BIN)/codespell
	node_modules/.bin/tsc --noEmit

diagnosers: ## Write docs/diagnosers.md from the golden cases
	@$(ENVIRONMENT) test
	@$(BIN)/python -m tools.diagnosers

requirements: ## Count, for each requirement, the tests that show it
	@$(ENVIRONMENT) test
	@$(BIN)/python -m tools.requirements

bench: ## Measure: make bench NAME=chat
	@$(ENVIRONMENT) test
	@$(PHAROS) bench $(NAME) $(ARGS)

bench-peers: ## Install what the benchmarks compare us with, outside this folder
	@$(ENVIRONMENT) test
	@$(PHAROS) bench peers $(ARGS)

drill: ## Break things on purpose and count what was lost: make drill NAME=chat ARGS="--minutes 1"
	@$(ENVIRONMENT) test
	@$(PHAROS) drill $(NAME) $(ARGS)

screens: ## Take the pictures of docs/screens anew (ARGS="--only desk")
	@$(ENVIRONMENT) test
	@$(BIN)/python -m tools.screens $(ARGS)

messages: ## Collect the sentences for translation
	@$(ENVIRONMENT) test
	@$(BIN)/python -m tools.messages

lock: ## Pin the requirements anew (ARGS=--upgrade for the newest of all)
	@$(ENVIRONMENT) test
	$(BIN)/python -m pip install --quiet uv
	$(LOCK) $(ARGS) requirements-build.in --output-file requirements-build.lock
	$(LOCK) $(ARGS) requirements.in --output-file requirements.lock
	$(LOCK) $(ARGS) requirements-dev.in --output-file requirements-dev.lock

clean: ## Remove the environment and what tools keep (the database in .pharos stays)
	rm -rf .venv node_modules build src/*.egg-info .mypy_cache .ruff_cache .import_linter_cache
