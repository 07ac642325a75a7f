# make dev    the bot with its simulated Discord, on http://127.0.0.1:8000/
# make test   all tests, with whatever real parts this machine has
# make check  lint, format, types, floors
# make soak   the same with full matrices, long fuzzing and thousands of schedules
# make bench  what dispatch and a cold start cost, beside the check of a signature, and how fast tests are
# Each installs what it needs into .venv, from uv.lock.

PYTHON ?= python3
UV_VERSION := 0.13.8
BIN := .venv/bin

export UV_PYTHON_DOWNLOADS := never
# As pip does, so that both work behind a proxy whose certificate only the system knows.
export UV_SYSTEM_CERTS := true
export UV_PROJECT_ENVIRONMENT := .venv
# Half of the time tests wait for processes and for clocks, so that two of them fit on a core.
export PYTEST_XDIST_AUTO_NUM_WORKERS ?= $(shell $(PYTHON) -c 'import os; print(2 * (os.cpu_count() or 1))')

.PHONY: dev test soak check bench format clean

dev: .venv/.run
	$(BIN)/postern dev

test: .venv/.dev
	$(BIN)/pytest --cov --cov-report=term:skip-covered

soak: .venv/.dev
	SOAK=1 $(BIN)/pytest

check: .venv/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: .venv/.dev
	$(BIN)/python -m tests.bench.dispatch
	$(BIN)/python -m tests.bench.testing
	$(BIN)/python -m tests.bench.cold

format: .venv/.dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

clean:
	rm -rf .venv

$(BIN)/uv:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Postern needs Python 3.11 or newer; name one with: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 2; }
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check uv==$(UV_VERSION)

# What running needs; --inexact leaves uv and the tools of .venv/.dev in place.
.venv/.run: uv.lock pyproject.toml | $(BIN)/uv
	$(BIN)/uv sync --quiet --locked --inexact --python $(BIN)/python
	@touch $@

.venv/.dev: uv.lock pyproject.toml | $(BIN)/uv
	$(BIN)/uv sync --quiet --locked --inexact --python $(BIN)/python --group dev
	@touch $@ .venv/.run
