# Every target sets itself up first; a fresh machine needs git, make and Python 3.11 or newer.

PYTHON := $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
UV_VERSION := 0.13.9
PORT ?= 8000
BIN := .venv/bin
# The environment is this folder's .venv and this Python, whatever the shell has activated.
export UV_PROJECT_ENVIRONMENT := .venv
export UV_PYTHON_DOWNLOADS := never
unexport VIRTUAL_ENV
STAMP := .venv/.synced
WORKERS ?= 2

.DEFAULT_GOAL := help

.PHONY: help setup run test check lint types contracts fuzz audit pictures bench

help: ## this list
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

setup: $(STAMP) ## the environment in .venv, exactly as locked

$(STAMP): pyproject.toml uv.lock
	@test -n "$(PYTHON)" || { echo "Greenlane needs Python 3.11 or newer."; exit 1; }
	@test -x $(BIN)/pip || $(PYTHON) -m venv .venv || \
		{ echo "No venv: on Debian and Ubuntu run 'apt install python3-venv' first."; exit 1; }
	@echo "Setting up .venv as locked; the first time takes a minute."
	@$(BIN)/pip install --quiet --disable-pip-version-check uv==$(UV_VERSION)
	@$(BIN)/uv sync --quiet --locked --inexact
	@touch $(STAMP)

run: $(STAMP) ## serve the three desks with the demonstration at http://127.0.0.1:8000 (PORT=… changes it)
	$(BIN)/greenlane serve --port $(PORT)

test: $(STAMP) .browser ## every test, on SQLite and PostgreSQL, with a real Prefect and Chromium
	$(BIN)/python -m pytest -n $(WORKERS) --dist loadgroup

# What the tests look with: a browser, a Chinese font, a PDF reader. CI may not go without; others
# are told, and the tests that could not look say so.
LOOKING := chromium fonts-noto-cjk fontconfig poppler-utils
.PHONY: .browser
.browser:
	@if { command -v chromium || command -v chromium-browser || command -v google-chrome; } \
		>/dev/null && command -v pdftotext >/dev/null && fc-list :lang=zh 2>/dev/null | grep -q .; \
	then :; \
	elif [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
		echo "Installing what the tests look with: $(LOOKING)"; \
		{ apt-get update -qq && DEBIAN_FRONTEND=noninteractive \
			apt-get install -y -qq --no-install-recommends $(LOOKING) >/dev/null; } \
		|| [ -z "$$CI" ] || exit 1; \
	else \
		echo "*** Missing one of: $(LOOKING)"; \
		echo "*** Without a browser nobody looks at the pages: those tests are SKIPPED."; \
	fi

check: lint types contracts test ## all that CI asks

lint: $(STAMP) ## ruff
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(STAMP) ## mypy
	$(BIN)/mypy

contracts: $(STAMP) ## who may import whom
	$(BIN)/lint-imports

fuzz: $(STAMP) ## every string of the fuzz lists through every form of the pages; takes an hour
	GREENLANE_FUZZ=whole $(BIN)/python -m pytest -q -n 0 -s tests/pages/test_fuzzed_pages.py

audit: $(STAMP) ## ask OSV about known flaws of the locked dependencies; says so where no network is
	@answer=$$($(BIN)/uv audit --locked 2>&1); code=$$?; echo "$$answer"; \
	if echo "$$answer" | grep -q "error sending request"; then \
		echo "*** NOT AUDITED: OSV cannot be reached from here."; \
	else exit $$code; fi

pictures: $(STAMP) .browser ## make the pictures of docs/walkthrough.md again
	$(BIN)/python -m tests.browser.pictures

bench: $(STAMP) ## measure, and write docs/performance.md
	$(BIN)/python -m bench
