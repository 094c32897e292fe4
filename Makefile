# Two commands: `make report` and `make test`. Both set up .venv by themselves, once.
.DEFAULT_GOAL := help
.PHONY: help report set-up test translations documents fuzz mutation gallery lab lock clean

# Which Python: a version such as 3.12, or a path. Without it, the one that .venv has, or python3.
PYTHON :=
VENV := .venv
BIN := $(VENV)/bin
UV := $(VENV)/uv/bin/uv
MUTMUT_VERSION := 3.8.1
SET_UP = @python3 bootstrap.py --venv "$(VENV)" --python "$(PYTHON)"
# .venv's bytecode is ours to write: each kernel would compile all it imports anew.
unexport PYTHONDONTWRITEBYTECODE

# Plugins by name: others that are installed only cost each worker its start.
PYTEST := $(BIN)/python -m pytest --disable-plugin-autoload \
	-p xdist --dist loadscope -p hypothesispytest -p pytest_mpl

help:
	@echo "make report   execute the notebooks on the latest papers into reports/<year>/index.html"
	@echo "make test     run all tests"
	@echo "make translations collect what is written in English; list what has no Danish"
	@echo "make documents make README's index of the notebooks, the data dictionary, the list of checks"
	@echo "make fuzz     a thousand small damages to the papers"
	@echo "make mutation small changes to the code, and which the tests notice"
	@echo "make gallery  take the pictures of docs/gallery.md anew"
	@echo "make lab      open the notebooks in JupyterLab"
	@echo "make lock     resolve pyproject.toml again into the locks and environment.yml"
	@echo "make clean    remove .venv and what the tests left"

report:
	$(SET_UP)
	@echo "report: checking the tables, executing the notebooks that changed"
	@$(BIN)/midtjylland check
	@$(BIN)/midtjylland run

set-up:
	$(SET_UP) --tests

test: set-up
	@echo "test: style, then all tests, then the notebooks"
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(PYTEST) --numprocesses 3 tests
	@$(PYTEST) --numprocesses 2 -p midtjylland.run.kernels.nbval_plugin -p nbval \
		--nbval --nbval-current-env --nbval-sanitize-with tests/nbval_sanitize.cfg \
		-p tests.nbval_pictures --override-ini filterwarnings=default notebooks

# What is new or fuzzy is listed; write its Danish into midtjylland.po, then run it again.
translations: set-up
	@$(BIN)/python tools/translations.py

# What README and docs/ say of the notebooks, the tables and the checks.
documents: set-up
	@$(BIN)/python tools/documents.py

# A thousand small damages to the papers, with what became of them.
fuzz: set-up
	@$(BIN)/python tools/fuzz.py 1000

# Small changes to the code, a random sample of them, against the tests. mutmut has a virtual
# environment of its own, which sees the packages of ours.
SITE := -c 'import sysconfig; print(sysconfig.get_path("purelib"))'
mutation: set-up
	@test -x $(VENV)/mutmut/bin/python || $(UV) venv --quiet --python $(BIN)/python $(VENV)/mutmut
	@$(BIN)/python $(SITE) > "$$($(VENV)/mutmut/bin/python $(SITE))/project.pth"
	@$(UV) pip install --quiet --python $(VENV)/mutmut mutmut==$(MUTMUT_VERSION)
	@$(VENV)/mutmut/bin/python tools/mutation.py $(MUTATION)

# Pictures of the reports, for docs/gallery.md.
gallery: set-up
	@$(BIN)/python tools/gallery.py

lab:
	$(SET_UP)
	@$(BIN)/jupyter lab notebooks

# `make lock LOCK=--upgrade` takes the newest versions.
lock: set-up
	@echo "lock: resolving pyproject.toml into the locks and environment.yml"
	@$(BIN)/python .ci/lock.py $(LOCK)

clean:
	@echo "clean: removing .venv, caches and test leftovers"
	@rm -rf $(VENV) $(VENV).old .pytest_cache .ruff_cache .hypothesis .coverage
