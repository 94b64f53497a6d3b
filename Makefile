PYTHON ?= python3
PORT ?= 8000
PY = .venv/bin/python
# slow tests that need the machine to themselves: browsers, and whole hours of load
ALONE = tests/browser tests/deadline tests/outage

help:
	@echo "make run    the site at http://127.0.0.1:$(PORT)/ with the reference city"
	@echo "make test   the tests        make lint   style and types"
	@echo "make bench  benchmarks       make test-slow   the slow sweeps"

setup:
	@$(PYTHON) bootstrap.py requirements.txt
	@$(PY) -m hrbudget.translations compile

setup-dev:
	@$(PYTHON) bootstrap.py requirements-dev.txt
	@$(PY) -m hrbudget.translations compile

run: setup
	@$(PY) manage.py migrate -v0
	@$(PY) manage.py demo --if-empty
	@$(PY) manage.py serve --port $(PORT)

stop:
	@$(PY) manage.py stop_database

test: setup-dev
	$(PY) -m pytest -n 2 --dist loadfile

test-slow: setup-dev
	$(PY) -m pytest -m slow -n 2 --dist loadfile $(ALONE:%=--ignore=%)
	$(PY) -m pytest -m slow $(ALONE)

lint: setup-dev
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m mypy
	.venv/bin/djade --check $$(git ls-files 'templates/*.html')
	$(PY) manage.py makemigrations --check --dry-run
	$(PY) -m hrbudget.translations check

bench: setup-dev
	$(PY) -m tests.bench

messages: setup-dev
	$(PY) -m hrbudget.translations update

lock: setup-dev
	for name in requirements requirements-dev; do $(PY) -m uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header $$name.in -o $$name.txt; done

.PHONY: help setup setup-dev run stop test test-slow lint bench messages lock
