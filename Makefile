# Every target sets up .venv by itself, once. `make` writes the report on the first article.
PYTHON ?= python3
RUN := .venv/bin/python
CORPUS := corpora/sample
ARTICLE := us-offers-russia-assurance-on-missiles
.DEFAULT_GOAL := report
.PHONY: report corpus lab test trials check docs bench pictures models lock help clean

report: .venv/ready ## write the report on the first article and print its path
	@$(RUN) -m analysis report data/articles/$(ARTICLE).txt -o reports/$(ARTICLE).html

corpus: .venv/ready ## read the sample corpus of 60 invented articles, write a report on it and print its path
	@$(RUN) -m analysis corpus data/corpus/* -o $(CORPUS) || [ $$? -eq 1 ] # 1: some files have doubts, which it tells
	@$(RUN) -m analysis annotate $(CORPUS) --data data/invented >/dev/null
	@$(RUN) -m analysis report $(CORPUS) --data data/invented -o reports/corpus.html

lab: .venv/ready ## open the notebooks in JupyterLab
	@$(RUN) -m jupyterlab --ServerApp.root_dir='$(CURDIR)' --LabApp.app_settings_dir='$(CURDIR)/.jupyterlab' \
	  --LabApp.default_url=/lab/tree/notebooks/1-article.ipynb

test: .venv/ready ## run the tests
	@$(RUN) -m pytest -n auto --dist worksteal

trials: .venv/ready ## run the long trials: thousands of statements, a million characters
	@$(RUN) -m pytest -m trial

check: .venv/ready ## format, lint, types, floors and environment
	@$(RUN) -m ruff format --check .
	@$(RUN) -m ruff check .
	@if [ -x .venv/bin/biome ]; then .venv/bin/biome check --error-on-warnings; fi # it comes for Linux alone
	@if command -v tsc >/dev/null; then tsc -p .; fi # TypeScript, where it is installed: see CONTRIBUTING.md
	@$(RUN) -m mypy
	@.venv/bin/lint-imports
	@$(RUN) -m pytest tests/test_environment.py

docs: .venv/ready ## write the reference, made of the docstrings, and print its first page
	@$(RUN) -m docs.pages

pictures: .venv/ready ## take the README pictures
	@$(RUN) -m docs.pictures

bench: .venv/ready ## accuracy and speed beside their peers (needs the gold data)
	@$(RUN) -m benchmarks

models: .venv/ready ## train the shipped models again (needs the gold data; two hours on two cores, the reader without its teachers)
	@$(RUN) -m pip install --quiet --disable-pip-version-check torch==2.13.0
	@$(RUN) -m pip install --quiet --disable-pip-version-check --editable '.[train]'
	@$(RUN) -m training

lock: .venv/ready ## pin the dependencies of pyproject.toml anew
	@$(RUN) -m uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	  --no-header --no-annotate --extra dev pyproject.toml -o requirements.lock

help: ## this list
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/make \1\t\2/p' Makefile | expand -t 16

clean: ## remove what was made: environment, reports, the sample's results and reference
	rm -rf .venv reports $(CORPUS) site

.venv/ready: requirements.lock
	@command -v $(PYTHON) >/dev/null || { echo "Demarche needs Python 3.11 or newer: install it, or name it with make PYTHON=/path/to/python3."; exit 2; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Demarche needs Python 3.11 or newer, and $(PYTHON) is older: install a newer one, or name it with make PYTHON=/path/to/python3."; exit 2; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || { echo "$(PYTHON) cannot make virtual environments: install its venv package (Debian, Ubuntu: sudo apt install python3-venv)."; exit 2; }
	@echo "Setting up .venv (once, about a minute) …"
	@$(PYTHON) -m venv --clear .venv
	@$(RUN) -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements.lock
	@$(RUN) -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch .venv/ready
