# Two commands to start with: make demo, make test. Python >= 3.11 with venv is all they need.
PYTHON ?= python3
PORT ?= 8000
CHROMIUM ?= /usr/bin/chromium
BIN = .venv/bin
export CHROMIUM

.PHONY: demo test test-browser test-services bench check lock messages clean

demo: .venv/runtime.stamp var/demo.env
	exec env ESCALE_ENV_FILE=var/demo.env $(BIN)/python manage.py run_demo --port $(PORT)

var/demo.env:
	mkdir -p var
	$(PYTHON) -c "import secrets; print('ESCALE_MODE=demo\nESCALE_SECRET_KEY=' + secrets.token_urlsafe(50))" > $@
	@if [ -n "$(ESCALE_DATA_DIR)" ]; then echo "ESCALE_DATA_DIR=$(ESCALE_DATA_DIR)" >> $@; fi

test: .venv/dev.stamp
	$(BIN)/python -m pytest -n 2

test-browser: .venv/dev.stamp
	$(BIN)/python -m pytest -m browser tests/browser

# Ratios to bare floors, measured in one run; RUNS= for another number of repetitions.
bench: .venv/dev.stamp
	$(BIN)/python -m benchmarks.run $(RUNS)

test-services: .venv/dev.stamp
	DATABASE_URL=$${DATABASE_URL:-postgresql://postgres@127.0.0.1:5432/postgres} $(BIN)/python -m pytest -n 2 -m "not browser"

check: .venv/dev.stamp
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/djlint templates --lint --quiet
	ESCALE_MODE=test $(BIN)/python manage.py makemigrations --check --dry-run
	ESCALE_MODE=production ESCALE_DATA_DIR=$$(mktemp -d) ESCALE_HOSTS=escale.example \
		ESCALE_SECRET_KEY=$$($(PYTHON) -c "import secrets; print(secrets.token_urlsafe(50))") \
		$(BIN)/python manage.py check --deploy --fail-level WARNING
	$(BIN)/python tests/check_catalogues.py
	$(BIN)/python -m pytest -q tests/test_layers.py

# The runtime lock is a part of the dev lock, so both install into one environment.
.venv/bin/python:
	$(PYTHON) -m venv .venv

.venv/runtime.stamp: requirements/runtime.lock | .venv/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/runtime.lock
	touch $@

.venv/dev.stamp: requirements/dev.lock | .venv/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.lock
	touch $@ .venv/runtime.stamp

# Needs uv on the PATH.
lock:
	cd requirements && for name in runtime dev; do \
		uv pip compile $$name.in -o $$name.lock --quiet --universal --python-version 3.11 --generate-hashes \
			--no-emit-index-url --no-emit-find-links --custom-compile-command "make lock"; done

# Needs gettext. Source strings are English; the French catalogue is complete.
messages: .venv/dev.stamp
	ESCALE_MODE=test $(BIN)/python manage.py makemessages --locale fr --no-obsolete --no-wrap --add-location file \
		--ignore .venv --ignore var --ignore staticfiles --ignore tests
	ESCALE_MODE=test $(BIN)/python manage.py compilemessages --locale fr

clean:
	rm -rf .venv staticfiles .pytest_cache .ruff_cache
