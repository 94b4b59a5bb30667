# Every target sets itself up first; a fresh machine needs git, make and Python 3.11 or newer.

PYTHON := $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
UV_VERSION := 0.13.9
PORT ?= 8000
BIN := .venv/bin
STAMP := .venv/.synced
WORKERS ?= 2

.DEFAULT_GOAL := help

.PHONY: help setup run test check lint types contracts bench pictures

help: ## this list
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

setup: $(STAMP) ## the environment in .venv, exactly as locked

$(STAMP): pyproject.toml uv.lock
	@test -n "$(PYTHON)" || { echo "Greenlane needs Python 3.11 or newer."; exit 1; }
	@test -x $(BIN)/pip || $(PYTHON) -m venv .venv || \
		{ echo "No venv: on Debian and Ubuntu run 'apt install python3-venv' first."; exit 1; }
	$(BIN)/pip install --quiet --disable-pip-version-check uv==$(UV_VERSION)
	$(BIN)/uv sync --quiet --locked --inexact
	@touch $(STAMP)

run: $(STAMP) ## serve the three desks with the demonstration at http://127.0.0.1:$(PORT)
	$(BIN)/greenlane serve --port $(PORT)

test: $(STAMP) .browser ## every test, on SQLite and PostgreSQL, with a real Prefect and Chromium
	$(BIN)/python -m pytest -n $(WORKERS) --dist loadgroup

# Chromium and a Chinese font for the browser tests. CI may not go without; others are told.
.PHONY: .browser
.browser:
	@if command -v chromium >/dev/null || command -v google-chrome >/dev/null; then :; \
	elif [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
		apt-get update -qq && \
		DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium fonts-noto-cjk >/dev/null; \
	else echo "No Chromium found: the browser tests will say that they did not run."; fi

check: lint types contracts test ## all that CI asks

lint: $(STAMP) ## ruff
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(STAMP) ## mypy
	$(BIN)/mypy

contracts: $(STAMP) ## who may import whom
	$(BIN)/lint-imports

bench: $(STAMP) ## measure, and write docs/performance.md
	$(BIN)/python -m bench
