# Everything is in scripts/; this file only names it.
PYTHON := .venv/bin/python
.DEFAULT_GOAL := help
.PHONY: help setup run backup restore test drills check bench compare format lock assets screenshots services-start services-stop

help: ## List what you can ask for.
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-15s %s\n", $$1, $$2}' Makefile

setup: ## Make the virtualenv and install what running, testing and checking need.
	@scripts/setup.sh dev

run: ## Set up whatever is missing and start everything; Ctrl-C stops it.
	@scripts/setup.sh
	@$(PYTHON) -m scripts.run

backup: ## Write one file with the database and all media to var/backups (ARGS="FILE --recipient age1...").
	@scripts/setup.sh
	@$(PYTHON) manage.py backup $(ARGS)

restore: ## Make this installation what a backup holds (ARGS="FILE"; add --verify to look, --force to overwrite).
	@scripts/setup.sh
	@$(PYTHON) manage.py restore_backup $(ARGS)

test: ## Run every test, with real Elasticsearch, PostgreSQL and Chromium (ARGS="-k word" narrows it).
	@scripts/setup.sh dev
	@scripts/test.sh $(ARGS)

drills: ## Run the date-bound tests at 40 moments (HEADLAND_TEST_MOMENTS="leap year" picks some), and those that take long.
	@scripts/setup.sh dev
	@scripts/drills.sh $(ARGS)

check: ## Check style, types, import rules, migrations, settings and the API description.
	@scripts/setup.sh dev
	@$(PYTHON) -m scripts.check

bench: ## Measure speed against nginx and Wagtail's own API (ARGS="name" picks one).
	@scripts/setup.sh dev
	@scripts/bench.sh $(ARGS)

compare: ## Compare the replies of two checkouts over one database (ARGS="OLD NEW").
	@scripts/setup.sh dev
	@$(PYTHON) -m scripts.compare $(ARGS)

format: ## Format the code and fix what ruff can fix.
	@scripts/setup.sh dev
	@$(PYTHON) -m ruff check --fix --quiet . ; $(PYTHON) -m ruff format .

lock: ## Compile requirements*.in to pinned, hashed requirements*.txt.
	@scripts/setup.sh dev
	@scripts/lock.sh $(ARGS)

assets: ## Build style sheets, scripts and fonts into frontend_templates/common/assets (needs Node).
	@scripts/assets.sh

screenshots: ## Draw every kind of page in both themes into docs/screenshots.
	@scripts/setup.sh dev
	@$(PYTHON) -m scripts.screenshots $(ARGS)

services-start: ## Start Elasticsearch and PostgreSQL for tests by hand, and print their addresses.
	@scripts/setup.sh dev
	@$(PYTHON) -m scripts.services start elasticsearch postgres chromium

services-stop: ## Stop what services-start started.
	@$(PYTHON) -m scripts.services stop
