# make        installs elexan into .venv and writes every report to reports/index.html
# make test   installs, then runs the tests (works alone on a fresh clone)
# make benchmarks makes the reports in several ways, projects known elections from the ones before, times it all
#             and writes benchmarks/RESULTS.md: more than an hour, with nothing else running; without the 128 reports
#             (make benchmarks MANY=) half an hour; the scripts can be run one by one
# make long   runs the tests that take minutes: whole batches, and every notebook by papermill's own engine and by
#             elexan's, which must show the same, and reports on two dask workers, one of them killed
# make browser looks at the reports in Chromium, where there is one: every chart live, nothing overlaps, axe
PYTHON ?= python3
BIN := .venv/bin
STAMP := .venv/.installed
AXE := tests/node_modules/axe-core/package.json
JOBS ?= 2
MANY ?= --many
PAGES ?= tests/test_browser*.py tests/test_live_page.py

.PHONY: all reports test long browser lint check benchmarks clean
all: reports

$(STAMP): pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "elexan needs Python 3.11 or later: make PYTHON=/path/to/python3.11")'
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-compile --editable '.[dev]'
	touch $@

reports reports/index.html: $(STAMP)
	$(BIN)/elexan report --all --output reports --jobs $(JOBS)

test: $(STAMP)
	$(BIN)/python -m pytest -n $(JOBS) --dist loadfile -rs --ignore-glob='tests/test_browser*' --ignore=tests/test_live_page.py

long: $(STAMP)
	$(BIN)/python -m pytest -n $(JOBS) --long tests/test_same_as_papermill.py tests/test_batch.py tests/test_batch_kills.py tests/test_engine.py \
		tests/test_cluster.py

browser: $(STAMP) $(AXE) reports/index.html
	$(BIN)/python -m pytest -n $(JOBS) --dist loadfile -rs --site reports $(PAGES)

# the browser tests also use axe-core, an accessibility checker; without npm they go without it, and say so
$(AXE): tests/package.json
	@cd tests && npm install --no-package-lock --ignore-scripts --no-audit --no-fund --fetch-retries=0 --silent \
		&& touch ../$@ || echo "axe-core is not installed: the tests with it are skipped"

lint: $(STAMP)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

check: $(STAMP)
	$(BIN)/elexan check

# each writes its own part as it ends; one that fails does not keep the others from running
benchmarks: $(STAMP)
	@failed=; for name in backtest projection inference starting batch; do echo "benchmarks/$$name.py"; \
		many=; test $$name != batch || many="$(MANY)"; \
		$(BIN)/python benchmarks/$$name.py $$many || failed="$$failed $$name"; done; \
		test -z "$$failed" || { echo "failed:$$failed"; exit 1; }

clean:
	rm -rf .venv tests/node_modules
	find reports -mindepth 1 ! -name README.md -delete
