# make is the interface: people and CI call the same targets.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PYTHONS ?= python3.12 python3.13
STAMP := $(VENV)/.installed

.PHONY: help demo run readers test slow pythons lint bench messages completions faults fuzz pictures clean
help:
	@echo "make demo   打开演示村（没有终端时是文字）"
	@echo "            the screens on a made-up village (text, where there is no terminal)"
	@echo "make run    打开自己的村 / your own village"
	@echo "make test   the tests        make lint   ruff and mypy"
	@echo "make slow   a real sshd, shells, the wheel, and every eighth of make faults"
	@echo "make pythons  the tests with each of PYTHONS='$(PYTHONS)'"
	@echo "make readers  a JavaScript reader of calendar files, and axe-core, for the tests (npm)"
	@echo "make bench  the measurements make messages  compile the catalogues"
	@echo "make completions  shell completion and manual page, from the grammar of the command line"
	@echo "make faults a fault at every system call of every kind of change, power cuts, counted"
	@echo "make fuzz   all hostile input, and five minutes of made-up (ARGS='--seconds 60 --seed 7')"
	@echo "make pictures  the pictures of the documentation, from the program itself"

$(STAMP): pyproject.toml constraints.txt
	@echo "正在安装到 $(VENV)，约半分钟 / Installing into $(VENV), half a minute or so .."
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev]'
	@touch $@

demo: $(STAMP)
	@$(BIN)/yigong $(ARGS) demo

run: $(STAMP)
	@$(BIN)/yigong $(ARGS)

# Without it the tests that need it say that it is missing, and are skipped.
readers:
	@if ! command -v npm >/dev/null; then \
	  echo "npm is not installed: the tests go without the JavaScript reader."; \
	else (cd tests/readers && npm install --silent) || \
	  echo "npm could not install ical.js and axe-core: the tests go without them."; fi

test: $(STAMP)
	$(BIN)/python -m pytest -n 4 --dist worksteal -m "not slow"

# What needs a server, a shell, an office or an environment of its own; and every eighth of all faults.
slow: $(STAMP)
	$(BIN)/python -m pytest -n 2 -m slow
	$(MAKE) faults EVERY=8

# Each in an environment of its own.
pythons:
	for python in $(PYTHONS); do \
	  $(MAKE) test PYTHON=$$python VENV=.venv-$${python##*/} || exit 1; done

lint: $(STAMP)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

bench: $(STAMP)
	$(BIN)/python -m bench

# The sentences of an error are the first argument of its class.
messages: $(STAMP)
	PYTHONPATH=. $(BIN)/pybabel -q extract -F babel.cfg --no-location --sort-output --omit-header -w 100 -k _ -k N_ \
	  -k ngettext:1,2 -k Refused -k WrongUsage -k DataError -k Damaged -k Newer -k Busy -k ReadOnly -k Unconfirmed \
	  -o store/locale/yigong.pot store exports tui
	$(BIN)/pybabel -q update -N -w 100 --ignore-pot-creation-date -i store/locale/yigong.pot \
	  -d store/locale -D yigong
	$(BIN)/pybabel -q compile -d store/locale -D yigong

completions: $(STAMP)
	$(BIN)/python share/generate.py

faults: $(STAMP)
	cd tests && ../$(BIN)/python -m faults.harness $(EVERY)

fuzz: $(STAMP)
	YIGONG_HOSTILE=all $(BIN)/python -m pytest tests/hostile
	cd tests && PYTHONPATH=.. ../$(BIN)/python -m hostile.fuzz $(ARGS)

pictures: $(STAMP)
	$(BIN)/python docs/pictures.py

clean:
	rm -rf $(VENV) $(VENV)-* tests/readers/node_modules build *.egg-info .pytest_cache .mypy_cache .ruff_cache
