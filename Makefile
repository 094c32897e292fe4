# Two commands: `make report` and `make test`. Both set up .venv by themselves, once.
.DEFAULT_GOAL := help
.PHONY: help report test fuzz mutation lab lock clean

PYTHON ?= python3.11
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
UV_VERSION := 0.13.9
MUTMUT_VERSION := 3.8.1

# The tests of the code that reads and checks the papers, and the branches of it that they reach.
# Counting branches doubles their time; those of whole papers as PDF reach no others.
READING := $(addprefix tests/test_,$(addsuffix .py,pdf assembly checks document)) \
	$(wildcard tests/test_clean_*.py) tests/store/test_corrections.py
# Those that take longest begin first, so that no core is left with one of them at the end.
LONGEST := $(addprefix tests/test_,$(addsuffix .py,warm_kernels report_browser pdf_papers figures_guidance \
	extractors project rerun fuzz batch_run region papers figures_contract figures_mea batch_papermill \
	batch_cluster analysis_dk2020 analysis_climate figures_dk2020 references)) tests/store/test_package.py
# Plugins by name: others that are installed only cost each worker its start.
PYTEST := $(BIN)/python -m pytest --disable-plugin-autoload -p xdist -p hypothesispytest -p pytest_mpl
COVERED := -p pytest_cov $(foreach part,assembly checks clean store.corrections danish document layout pdf,\
	--cov midtjylland.$(part)) --cov-branch --cov-report term:skip-covered

help:
	@echo "make report   execute the notebooks on the latest papers into reports/<year>/index.html"
	@echo "make test     run all tests"
	@echo "make fuzz     thousands of small damages to the papers"
	@echo "make mutation small changes to the code, and which the tests notice"
	@echo "make lab      open the notebooks in JupyterLab"
	@echo "make lock     resolve requirements.lock and environment.yml again from pyproject.toml"
	@echo "make clean    remove .venv and what the tests left"

$(READY): requirements.lock pyproject.toml
	@.ci/set-up "$(PYTHON)" "$(VENV)"
	@touch $@

report: $(READY)
	@echo "report: checking the tables, executing the notebooks that changed"
	@$(BIN)/midtjylland check
	@$(BIN)/midtjylland run

test: $(READY)
	@echo "test: style, then all tests and notebooks"
	@$(BIN)/ruff check lib tests
	@$(BIN)/ruff format --check lib tests
	@$(PYTEST) --numprocesses 2 --dist loadscope --no-loadscope-reorder $(COVERED) $(READING)
	@$(PYTEST) --numprocesses 3 --dist loadscope --no-loadscope-reorder \
		$(LONGEST) $(filter-out $(READING) $(LONGEST),$(sort $(wildcard tests/test_*.py tests/*/test_*.py)))
	@$(PYTEST) --numprocesses 2 --dist loadscope -p midtjylland.nbval_kernels -p nbval \
		--nbval --nbval-current-env --nbval-sanitize-with tests/nbval_sanitize.cfg \
		-p tests.nbval_pictures --override-ini filterwarnings=default notebooks

# Thousands of small damages to the papers, with what became of them.
fuzz: $(READY)
	@MIDTJYLLAND_FUZZ=4000 $(BIN)/python -m pytest --capture no tests/test_fuzz.py

# Small changes to the code, a random sample of them, against the tests. mutmut has a virtual
# environment of its own, which sees the packages of ours.
SITE := -c 'import sysconfig; print(sysconfig.get_path("purelib"))'
mutation: $(READY)
	@test -x $(VENV)/mutmut/bin/pip || $(PYTHON) -m venv $(VENV)/mutmut
	@$(BIN)/python $(SITE) > "$$($(VENV)/mutmut/bin/python $(SITE))/project.pth"
	@$(VENV)/mutmut/bin/pip --disable-pip-version-check --quiet install mutmut==$(MUTMUT_VERSION)
	@$(VENV)/mutmut/bin/python tests/mutation.py $(MUTATION)

lab: $(READY)
	@$(BIN)/jupyter lab notebooks

lock:
	@echo "lock: resolving pyproject.toml into requirements.lock and environment.yml"
	@test -x $(VENV)/uv/bin/uv || $(PYTHON) -m venv $(VENV)/uv
	@$(VENV)/uv/bin/pip --disable-pip-version-check --quiet install uv==$(UV_VERSION)
	@$(VENV)/uv/bin/uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes \
		--no-emit-index-url --no-emit-find-links --no-annotate --no-header \
		--extra test pyproject.toml --output-file requirements.lock
	@sed -i "s/ ; python_full_version < '3.12' and / ; /; s/ ; python_full_version < '3.12'//; \
		s/ ; python_full_version < '3.12' or / ; /" requirements.lock
	@{ printf '%s\n' \
		'# Made by `make lock` from requirements.lock. pip cannot check hashes and install a local' \
		'# package in one call, so conda gets the same pins without the hashes.' \
		'name: midtjylland' 'channels: [conda-forge]' 'dependencies:' \
		'  - python=3.11' '  - pip' '  - pip:'; \
		sed -n 's/^\([A-Za-z0-9].*==.*[^ ]\) *\\$$/      - "\1"/p' requirements.lock; \
		printf '%s\n' '      - -e .'; } > environment.yml

clean:
	@echo "clean: removing .venv, caches and test leftovers"
	@rm -rf $(VENV) .pytest_cache .ruff_cache .hypothesis .coverage
