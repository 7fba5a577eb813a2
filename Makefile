# Nothing else to learn. `make` alone lists what there is.
# Another Python: make test PYTHON=python3.12 (the .venv is made anew when the version differs).

VERSION_OF := -c 'import sys; print("%d.%d" % sys.version_info[:2])'
VENV_VERSION := $(shell .venv/bin/python $(VERSION_OF) 2>/dev/null)
ifeq ($(origin PYTHON),undefined)
PYTHON := $(if $(VENV_VERSION),.venv/bin/python,python3)
endif
PYTHON_VERSION := $(shell "$(PYTHON)" $(VERSION_OF) 2>/dev/null)

BIN := .venv/bin
INSTALLED := .venv/.installed-$(PYTHON_VERSION)
BROWSER_INSTALLED := .venv/.browser-$(PYTHON_VERSION)
API_INSTALLED := .venv/.api-$(PYTHON_VERSION)
CLIENT := build/client
SPARK_INSTALLED := .venv/.spark-$(PYTHON_VERSION)
PIP_INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-input
# Without dependencies: the files name every package, and older pips take an extra of one for another that is not pinned.
AS_PINNED := --require-hashes --no-deps
SOURCES := $(shell find src/bothways -name '*.py' -o -name '*.css' -o -name '*.yaml')
PORT ?= 8000
COMPILE := build/pins/bin/uv pip compile --quiet --no-config --universal --python-version 3.11 \
	--generate-hashes --no-emit-index-url --no-header

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help setup demo serve test lint bench evidence test-api client test-browser chromium test-node node test-signon test-spark java docs pins test-postgres test-kills postgres xmlsec1 soak messages gettext

help: ## list what make can do
	@awk 'BEGIN { FS = ":.*## " } /^[a-z-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' Makefile

setup: $(INSTALLED) ## make the local .venv with the pinned packages
	@echo "Ready: .venv with Python $(PYTHON_VERSION)"

$(INSTALLED): pyproject.toml requirements/dev.txt
	@"$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "Bothways needs Python 3.11 or newer; '$(PYTHON)' is not. Name one: make PYTHON=python3.12"; exit 1; }
	@echo "Setting up .venv with Python $(PYTHON_VERSION); the first time takes about a minute."
	@test "$(VENV_VERSION)" = "$(PYTHON_VERSION)" && $(BIN)/python -c 'import pip' 2>/dev/null || \
		"$(PYTHON)" -m venv --clear .venv || { \
		echo "The .venv could not be made. On Debian and Ubuntu: apt install python3-venv"; rm -rf .venv; exit 1; }
	@rm -f .venv/.installed* .venv/.browser* .venv/.api* .venv/.spark*
	@$(PIP_INSTALL) $(AS_PINNED) -r requirements/dev.txt
	@$(PIP_INSTALL) --no-deps --no-build-isolation -e .
	@touch $@

demo: demo/findings.txt ## build the example company, link it, print the findings
	@cat demo/findings.txt
	@echo "Open the app with this company in it: make serve"
	@echo "From scratch: rm -r demo && make demo"

serve: $(INSTALLED) demo/company/.complete ## open the app with the example company in it; Ctrl+C ends it
	@BOTHWAYS_HOME=demo/app BOTHWAYS_DEMO=1 $(BIN)/bothways serve --port $(PORT) --company demo/company

demo/findings.txt: demo/company/.complete $(wildcard demo/company/*.csv) $(SOURCES)
	@$(BIN)/bothways link demo/company/employees.csv demo/company/customers.csv \
		--covariance demo/company/covariance.csv --truth demo/company/truth.json --out demo/findings > $@.part
	@mv $@.part $@

demo/company/.complete: $(INSTALLED) $(wildcard src/bothways/simulate/*.py)
	@rm -rf demo/company
	@$(BIN)/bothways simulate demo --seed 7 --out demo/company
	@touch $@

test: $(INSTALLED) ## run every test that needs Python alone
	@$(BIN)/python -m pytest --numprocesses auto --dist loadfile

lint: $(INSTALLED) ## style, types, walls between the rooms, house limits
	@$(BIN)/python -m ruff check .
	@$(BIN)/python -m ruff format --check .
	@$(BIN)/python -m mypy
	@$(BIN)/lint-imports
	@$(BIN)/python -m pytest tests/test_house.py

bench: $(INSTALLED) ## print ratios against peers and limits; long
	@for script in benchmarks/[a-z]*.py; do echo "== $$script"; $(BIN)/python "$$script" || exit 1; done

evidence: $(INSTALLED) ## recompute the figures in docs/evidence; long
	@$(BIN)/python evidence/run.py

$(BROWSER_INSTALLED): $(INSTALLED) requirements/browser.txt
	@echo "Adding the browser tests' packages to .venv."
	@$(PIP_INSTALL) $(AS_PINNED) -r requirements/browser.txt
	@touch $@

$(API_INSTALLED): $(INSTALLED) requirements/api.txt
	@echo "Adding the packages that try the API to .venv."
	@$(PIP_INSTALL) $(AS_PINNED) -r requirements/api.txt
	@touch $@

# An environment of its own: the generator wants other versions than the app.
$(CLIENT)/.venv/.installed: requirements/client.txt
	@mkdir -p $(CLIENT) && "$(PYTHON)" -m venv --clear $(CLIENT)/.venv
	@$(CLIENT)/.venv/bin/python -m pip install --quiet --disable-pip-version-check --no-input $(AS_PINNED) \
		-r requirements/client.txt
	@touch $@

client: $(INSTALLED) $(CLIENT)/.venv/.installed ## generate a typed Python client of the API into build/client
	@$(BIN)/python tests/web/programs/write_description.py $(CLIENT)/openapi.json
	@PATH="$(CURDIR)/$(CLIENT)/.venv/bin:$$PATH" openapi-python-client generate --path $(CLIENT)/openapi.json \
		--config tests/web/programs/client.yaml --meta setup --output-path $(CLIENT)/bothways-client --overwrite
	@echo "The client is in $(CLIENT)/bothways-client: pip install $(CLIENT)/bothways-client"

test-api: $(API_INSTALLED) client ## whatever a program could send, and the generated client at the app
	@$(BIN)/python -m pytest $(or $(ONLY),tests/web/programs)

test-browser: chromium $(BROWSER_INSTALLED) demo/findings.txt ## open reports in a browser; needs chromium
	@$(BIN)/python -m pytest $(or $(ONLY),tests/browser)

chromium:
	@command -v chromium >/dev/null || command -v chromium-browser >/dev/null || { \
		echo "make test-browser needs Chromium. On Debian: apt install chromium fonts-dejavu-core"; exit 1; }

test-postgres: postgres $(INSTALLED) ## the app on PostgreSQL, and kills under load; needs postgresql
	@$(BIN)/python tests/postgres/cluster.py $(BIN)/python -m pytest --numprocesses auto --dist loadfile \
		$(or $(ONLY),tests/web)
	@$(if $(ONLY),,$(MAKE) test-kills)

test-kills: postgres $(INSTALLED) ## kills, a full disk and a stop under load, a mail server that fails, a restore drill; needs postgresql
	@$(BIN)/python tests/postgres/cluster.py $(BIN)/python -m pytest \
		$(or $(ONLY),tests/soak/test_kills.py tests/soak/test_mail_outage.py tests/soak/test_restore_drill.py \
		tests/soak/test_intake_in_trouble.py)

soak: postgres $(INSTALLED) ## kill every part twenty times under load; about a quarter of an hour
	@$(BIN)/python tests/soak/full.py

postgres:
	@"$(PYTHON)" tests/postgres/cluster.py

# No lock file: it would record addresses. The oracle has one dependency, sjcl, which it pins itself.
NODE_ORACLE := build/node/node_modules/@cloudflare/blindrsa-ts/package.json

$(NODE_ORACLE): | node
	@mkdir -p build/node && echo '{"private": true}' > build/node/package.json
	@cd build/node && npm install --silent --no-audit --no-fund --no-package-lock @cloudflare/blindrsa-ts@0.4.4

test-node: node $(INSTALLED) $(NODE_ORACLE) ## check the sealed-ballot client; needs node 18 and npm
	@PYTHON=$(BIN)/python NODE_OPTIONS="--import $(CURDIR)/tests/node/webcrypto.mjs" \
		node --test --test-reporter=spec tests/node/*.test.mjs

node:
	@node -e 'process.exit(parseInt(process.versions.node) < 18 ? 1 : 0)' 2>/dev/null && command -v npm >/dev/null || { \
		echo "make test-node needs node 18 or newer, and npm. On Debian 12 and Ubuntu 24.04: apt install nodejs npm"; exit 1; }

# No lock file, as above. xmlsec1 signs for the SAML provider of the tests; the app itself needs no such program.
SIGNON_ORACLE := build/signon/node_modules/oidc-provider/package.json

$(SIGNON_ORACLE): | node
	@mkdir -p build/signon && echo '{"private": true}' > build/signon/package.json
	@cd build/signon && npm install --silent --no-audit --no-fund --no-package-lock oidc-provider@9.13.3

test-signon: node xmlsec1 $(INSTALLED) $(SIGNON_ORACLE) ## sign on at real providers; needs node 18, npm and xmlsec1
	@$(BIN)/python -m pytest $(or $(ONLY),tests/web/signon)

xmlsec1:
	@command -v xmlsec1 >/dev/null || { \
		echo "make test-signon needs xmlsec1. On Debian and Ubuntu: apt install xmlsec1"; exit 1; }

$(SPARK_INSTALLED): $(INSTALLED) requirements/spark.txt
	@echo "Adding Spark to .venv: 430 MB."
	@$(PIP_INSTALL) $(AS_PINNED) -r requirements/spark.txt
	@touch $@

test-spark: java $(SPARK_INSTALLED) ## the same numbers on Spark executors, and one killed; needs Java 17
	@SPARK_LOCAL_IP=127.0.0.1 $(BIN)/python -m pytest $(or $(ONLY),tests/spark)

java:
	@java -version >/dev/null 2>&1 || { \
		echo "make test-spark needs Java 17 or 21. On Debian and Ubuntu: apt install openjdk-17-jre-headless"; exit 1; }

docs: $(INSTALLED) ## build the documentation into site/
	@$(BIN)/python -m mkdocs build --strict
	@echo "Open site/index.html"

# Headers say nothing that changes by itself, and nobody's name.
LOCALE := src/bothways_web/web/locale
CATALOGUES := $(LOCALE)/de/LC_MESSAGES/django.po $(LOCALE)/es/LC_MESSAGES/django.po
CHANGING := POT-Creation-Date|PO-Revision-Date|Last-Translator|Language-Team|Report-Msgid-Bugs-To|Project-Id-Version
DJANGO_ADMIN := DJANGO_SETTINGS_MODULE=bothways_web.web.settings BOTHWAYS_HOME=$(CURDIR)/build/messages \
	$(CURDIR)/$(BIN)/python -m django

messages: gettext $(INSTALLED) ## bring the texts of the app into its catalogues, and compile them; needs gettext
	@mkdir -p build/messages $(dir $(CATALOGUES))
	@cd src/bothways_web && $(DJANGO_ADMIN) makemessages --locale de --locale es --extension html,txt,py \
		--add-location file --no-wrap --no-obsolete
	@for catalogue in $(CATALOGUES); do \
		sed -E -e '/^"($(CHANGING)):/d' -e '/^# |^#$$/d' -e '1,9{/^#, fuzzy$$/d}' $$catalogue > build/messages/po && \
		cat build/messages/po > $$catalogue && \
		msgfmt --check-format --statistics --output-file=$${catalogue%.po}.mo $$catalogue || exit 1; done

gettext:
	@command -v msgfmt >/dev/null && command -v xgettext >/dev/null && command -v msgmerge >/dev/null || { \
		echo "make messages needs GNU gettext. On Debian: apt install gettext"; exit 1; }

pins: ## resolve requirements/ again; UPGRADE=--upgrade takes newer versions
	@"$(PYTHON)" -m venv --clear build/pins
	@build/pins/bin/python -m pip install --quiet --disable-pip-version-check uv
	@$(COMPILE) $(UPGRADE) -o requirements/base.txt pyproject.toml
	@$(COMPILE) $(UPGRADE) -o requirements/web.txt -c requirements/base.txt \
		--extra web --extra postgres pyproject.toml
	@$(COMPILE) $(UPGRADE) -o requirements/signon.txt -c requirements/web.txt \
		--extra web --extra postgres --extra signon pyproject.toml
	@$(COMPILE) $(UPGRADE) -o requirements/dev.txt -c requirements/signon.txt \
		--extra web --extra postgres --extra signon --extra dev --extra docs pyproject.toml
	@$(COMPILE) $(UPGRADE) -o requirements/browser.txt -c requirements/dev.txt \
		--extra web --extra postgres --extra signon --extra dev --extra docs --extra browser pyproject.toml
	@$(COMPILE) $(UPGRADE) -o requirements/api.txt -c requirements/dev.txt \
		--extra web --extra postgres --extra signon --extra dev --extra docs --extra api pyproject.toml
	@$(COMPILE) $(UPGRADE) -o requirements/client.txt requirements/client.in
	@$(COMPILE) $(UPGRADE) -o requirements/spark.txt -c requirements/dev.txt --extra spark pyproject.toml
	@echo "requirements/ resolved for Python 3.11 and newer."
