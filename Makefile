# The commands of the project: setup, demo, test, and what they are made of.

PYTHON ?= python3
MODEL ?= yes
BIN := .venv/bin
export PATH := $(CURDIR)/$(BIN):$(PATH)
# compiled at once: where Python may not write bytecode, as in containers, each start would compile all of torch again
INSTALL = $(BIN)/uv pip install --compile-bytecode --require-hashes
COMPILE = $(BIN)/uv pip compile --quiet --generate-hashes --no-header --no-annotate --universal --python-version 3.11

.PHONY: help setup demo test setup-dev check lock

help:  ## list the commands
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-10s %s\n", $$1, $$2}'

$(BIN)/uv: requirements/uv.txt
	@$(PYTHON) -c 'import sys; sys.exit("Taggy needs Python 3.11 or newer; this is " + sys.version.split()[0] + ". Say PYTHON=/path/to/python3") if sys.version_info < (3, 11) else 0'
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/uv.txt

.venv/base: $(BIN)/uv requirements/base.txt pyproject.toml package-lock.json graph/server/neo4j.lock.toml
	$(INSTALL) -r requirements/base.txt
	$(BIN)/uv pip install --quiet --no-deps --no-build-isolation --editable .
	$(BIN)/npm ci --omit=dev --ignore-scripts
	$(BIN)/npm run --silent bundle
	$(if $(NEO4J_URI),,@echo "Fetching Neo4j Community, about 170 MB, and preparing quick starts of it, about a minute" && $(BIN)/taggy db fetch)
	@touch $@

.venv/model: .venv/base requirements/model.txt
	@echo "Installing torch and what it needs, several GB (MODEL=no leaves it out)"
	$(INSTALL) -r requirements/base.txt -r requirements/model.txt
	@touch $@

setup: .venv/base $(if $(filter no,$(MODEL)),,.venv/model)  ## install everything into .venv, .neo4j and node_modules

demo: setup  ## a sample collection, votes, proposals and the page (MODEL=no leaves torch out)
	$(BIN)/taggy demo $(if $(filter no,$(MODEL)),--no-model)

.venv/dev: .venv/model requirements/dev.txt
	$(INSTALL) -r requirements/base.txt -r requirements/model.txt -r requirements/dev.txt
	$(BIN)/npm ci --ignore-scripts
	$(BIN)/npm run --silent bundle
	@touch $@

setup-dev: .venv/dev  ## what the checks and tests need beside

check: .venv/dev  ## format, lint, types, arrows, Cypher and JavaScript
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/npm run --silent lint

test: check  ## every check and every test
	$(BIN)/pytest $(if $(NEO4J_URI),,--numprocesses 2 --dist loadfile --no-loadscope-reorder)

lock: .venv/base  ## compile the lock files anew
	$(COMPILE) --extra setup --output-file requirements/base.txt pyproject.toml
	$(COMPILE) --extra setup --extra model --constraint requirements/base.txt --output-file requirements/model.txt pyproject.toml
	$(COMPILE) --extra setup --extra onnx --extra text --extra cluster --extra video --extra dev --constraint requirements/base.txt --constraint requirements/model.txt --output-file requirements/dev.txt pyproject.toml
	$(BIN)/taggy db lock
