# Two commands do all the set-up: make demo, make test. Needs Python 3.11 or newer and make.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
DEV_STAMP := $(VENV)/.installed-dev

.PHONY: demo test torture app lint bundle clean lock screenshots messages

demo: $(STAMP)
	$(BIN)/hospital-optimizer plan data/lanzhou --out runs/demo

app: $(STAMP)
	$(BIN)/hospital-optimizer app

test: $(DEV_STAMP)
	$(BIN)/python -m pytest -n 2 --dist loadgroup

# all that must be shown at length, a line a row; goes on where it was stopped (runs/torture keeps the results)
torture: $(DEV_STAMP)
	$(BIN)/python -m tests.torture --results runs/torture

lint: $(DEV_STAMP)
	$(BIN)/ruff check . && $(BIN)/ruff format --check . && $(BIN)/mypy && $(BIN)/lint-imports

# dist/bundle-VERSION and its .tar: every wheel for Linux (x86_64, aarch64) and Windows (x64), and an installer that needs no network
PYTHONS ?= 3.11 3.12 3.13 3.14
bundle: $(STAMP)
	$(BIN)/python -m tools.bundle --pythons $(PYTHONS)

# every page of the app in both languages as PNG (runs/screenshots), through Chromium; those of the README into docs
screenshots: $(DEV_STAMP)
	test -d runs/demo || $(MAKE) demo
	$(BIN)/python -m tools.screenshots runs/demo --out runs/screenshots --docs docs

# dist/messages: the texts as gettext catalogues, for an office that words some of them its own way (docs/operations.md)
messages: $(DEV_STAMP)
	$(BIN)/python -m tools.messages --out dist/messages

$(VENV)/pyvenv.cfg:
	$(PYTHON) -m venv $(VENV)

$(STAMP): $(VENV)/pyvenv.cfg requirements.txt pyproject.toml
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	touch $@

$(DEV_STAMP): $(STAMP) requirements-dev.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	touch $@

# Resolve the pins anew; the files carry hashes but no index, host or path.
lock:
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --custom-compile-command "make lock" --group build pyproject.toml -o requirements.txt
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --custom-compile-command "make lock" --group dev -c requirements.txt pyproject.toml -o requirements-dev.txt

clean:
	rm -rf $(VENV) runs build dist
