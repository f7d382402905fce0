# Everything here needs only make and a Python 3.11, 3.12 or 3.13 with venv.

VENV  := .venv
BIN   := $(VENV)/bin
STAMP := $(VENV)/.installed
BENCH_STAMP := $(VENV)/.installed-bench

# The interpreter of the environment: `make venv PYTHON=/path/to/python3.12` takes another one.
PYTHON     ?=
CANDIDATES := $(or $(PYTHON),python3.13 python3.12 python3.11 python3)

JOBS   ?= 2
GOLD   ?= ../shared/data/gold/gold.jsonl
FLOORS ?= benchmarks/floors.json

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help venv demo test lint types bench evaluate golden docs screenshots clean

help: ## Say what there is
	@grep -E '^[a-z]+:.*## ' Makefile | sed -E 's/^([a-z]+):.*## (.*)/\1|\2/' | while IFS='|' read -r name what; do \
		printf '  make %-9s %s\n' "$$name" "$$what"; done

venv: $(STAMP) ## Make .venv with everything in it; again only when pyproject.toml or constraints.txt change

$(BIN)/python:
	@chosen=; lacking=; \
	for python in $(CANDIDATES); do \
		"$$python" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 14))' 2>/dev/null || continue; \
		if "$$python" -c 'import ensurepip, venv' 2>/dev/null; then chosen=$$python; break; fi; \
		lacking=$${lacking:-$$python}; \
	done; \
	if [ -z "$$chosen" ] && [ -n "$$lacking" ]; then \
		echo "$$lacking cannot make virtual environments here. On Debian and Ubuntu: apt-get install python3-venv" >&2; exit 1; \
	elif [ -z "$$chosen" ]; then \
		echo "No Python 3.11, 3.12 or 3.13 found (looked for: $(CANDIDATES))." >&2; exit 1; \
	fi; \
	echo "$(VENV) with $$("$$chosen" --version)"; \
	"$$chosen" -m venv --clear $(VENV)

$(STAMP): pyproject.toml constraints.txt | $(BIN)/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev,crawl,nlp,ocr]'
	@touch $@

$(BENCH_STAMP): $(STAMP)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[bench]'
	@touch $@

demo: venv ## The whole pipeline on the sample corpus
	$(BIN)/vanban demo

test: venv ## The tests, on two processes (JOBS=n for more)
	$(BIN)/python -m pytest -n $(JOBS)

lint: venv ## Style and format
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: venv ## Types, strictly
	$(BIN)/mypy

bench: $(BENCH_STAMP) ## Accuracy and speed beside peers; writes docs/speed.md
	$(BIN)/python -m benchmarks --page docs/speed.md

evaluate: venv ## Precision, recall and F1 on the gold documents, against the floors
	$(BIN)/vanban evaluate $(GOLD) --floors $(FLOORS)

golden: venv ## Write the golden files anew; read the diff before you commit it
	$(BIN)/python -m tests.golden

docs: venv ## Write the generated pages of docs/ anew (all but tables.md need ../shared)
	$(BIN)/python -m schemas.reference_page > docs/tables.md.new
	mv docs/tables.md.new docs/tables.md
	$(BIN)/python -m benchmarks.report > docs/accuracy.md.new
	mv docs/accuracy.md.new docs/accuracy.md
	$(BIN)/python -m benchmarks.phrasings > docs/phrasings.md.new
	mv docs/phrasings.md.new docs/phrasings.md
	$(BIN)/python -m benchmarks.legacy > docs/legacy.md.new
	mv docs/legacy.md.new docs/legacy.md

screenshots: venv ## Draw docs/screenshots anew (needs Debian's chromium)
	$(BIN)/python -m tests.screenshots

clean: ## Remove caches and what was built; .venv stays
	rm -rf build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find . -path ./$(VENV) -prune -o -name __pycache__ -type d -prune -exec rm -rf {} +
