# iop-register: each target installs what it needs and then does its job. `make` alone lists them.
SHELL := /bin/bash
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

PYTHON   ?= python3.11
INBOX    ?= corpus/inbox
REGISTER ?= register.db
PORT     ?= 8001
GOLD     ?= corpus/gold/synthetic.json $(wildcard ../shared/gold/seeds.json)
BASELINE ?= corpus/gold/baseline.json
JOBS     ?= 2
READING  ?= layout easy300 easy200 fax200 poor300 poor200

VENV := .venv
BIN  := $(VENV)/bin
# Installed is what this stamp is newer than: the lock file decides what is in the environment.
STAMP := $(VENV)/.installed

.PHONY: help setup tools browser ingest test browse evaluate evaluate-extraction evaluate-repair evaluate-reading bench check format lock train-repair corpus clean

help: ## list the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1\t/' | expand -t 16

setup: $(STAMP) ## install the virtual environment with the `iop` command

$(STAMP): requirements.lock pyproject.toml
	@tools/ensure-python.sh $(PYTHON) $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

tools: ## install Tesseract with Swedish, or say how
	@tools/ensure-tesseract.sh

browser: ## install Chromium for the tests of the site, or say how
	@tools/ensure-chromium.sh

ingest: $(STAMP) tools ## read the documents in INBOX into REGISTER
	@$(BIN)/iop ingest "$(INBOX)" --register "$(REGISTER)" --jobs $(JOBS) || { status=$$?; [ $$status -eq 2 ]; }

test: $(STAMP) tools browser ## run the whole suite
	@$(BIN)/python -m pytest

browse: $(STAMP) ## serve the register on 127.0.0.1:PORT
	@[ -e "$(REGISTER)" ] || { echo "$(REGISTER) finns inte än. Kör först: make ingest"; exit 1; }
	@$(BIN)/iop serve --register "$(REGISTER)" --port $(PORT) $(if $(ORIGINALS),--originals)

evaluate: evaluate-extraction evaluate-repair evaluate-reading ## the three below in turn (first run some 20 minutes, then 5)

evaluate-extraction: $(STAMP) tools ## accuracy per field against every gold set, with gains and losses
	@$(BIN)/iop evaluate $(GOLD) --baseline $(BASELINE)

evaluate-repair: $(STAMP) tools ## what repair mends and what it must not touch, beside its peers (minutes)
	@$(BIN)/python -m pipeline.evaluate.repair_figures

evaluate-reading: $(STAMP) tools ## error rates of reading generated scans, beside bare Tesseract and OCRmyPDF
	@$(BIN)/python -m pipeline.evaluate.reading_figures $(READING) --shift 1 --bare --ocrmypdf --jobs $(JOBS)

bench: $(STAMP) tools ## speed and memory, as ratios against yardsticks in the same run
	@$(BIN)/python -m pipeline.commands.bench

check: $(STAMP) ## formatter, linter, types, import contracts, tests
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(MAKE) --no-print-directory test

format: $(STAMP) ## put the code in form
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

lock: $(STAMP) ## resolve the dependencies anew
	@$(BIN)/uv pip compile --quiet pyproject.toml --group dev --generate-hashes --python-version 3.11 -o requirements.lock

train-repair: $(STAMP) tools ## build the repair model from the texts that its data sheet names
	@$(BIN)/python -m pipeline.repair.train --text ../shared/data/text/government_sv.txt.gz --work build/repair

corpus: $(STAMP) tools ## write the sample inbox and its gold from their readable sources
	@$(BIN)/python corpus/synthetic/generate.py

clean: ## remove what can be made again, but not the register
	@rm -rf build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
