# `make run` and `make test` are all a person needs; see README.md.

PYTHON ?= python3
PY = .venv/bin/python
TEST ?=

.PHONY: run test check fmt lock bench clean env

run: env
	@POH_STOP_WITH_PARENT=1 exec $(PY) -m poh.local run

test: env
	@$(PY) -m poh.local prepare
	@exec $(PY) -m pytest -n auto --dist loadfile $(TEST)

check: env
	$(PY) -m ruff format --check .
	$(PY) -m ruff check .
	.venv/bin/lint-imports
	$(PY) manage.py makemigrations --check --dry-run
	$(PY) -m djlint templates --lint --quiet

fmt: env
	$(PY) -m ruff format .
	$(PY) -m ruff check --fix .

lock: env
	$(PY) -m uv pip compile pyproject.toml --extra test --universal --python-version 3.11 --generate-hashes \
		--no-emit-index-url --quiet --custom-compile-command "make lock" --output-file requirements.txt

bench: env
	$(PY) -m bench

clean:
	rm -rf .venv .venv.lock .ruff_cache .pytest_cache .import_linter_cache .hypothesis htmlcov .coverage
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# Made when it is missing, incomplete or of other requirements; else this takes a moment.
env:
	@command -v $(PYTHON) >/dev/null || { echo "POH: Python 3.11 of nieuwer ontbreekt: installeer python3."; exit 1; }
	@$(PYTHON) poh/local/environment.py
