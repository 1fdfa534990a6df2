# Les commandes du portail. « make help » les liste.
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
SHELL := /bin/sh

PYTHON ?= python3
PORT ?= 8000
N ?= 8
ARGS ?=

VENV := .venv
PY := $(VENV)/bin/python
BASE := $(VENV)/.base-installed
DEV := $(VENV)/.dev-installed
PIP := $(PY) -m pip --disable-pip-version-check install --quiet --require-hashes

# --no-control-socket: gunicorn 27 would otherwise open an administration socket in the home folder.
GUNICORN := $(VENV)/bin/gunicorn --worker-class gthread --workers 2 --threads 4 --no-control-socket

DEMO := $(CURDIR)/var/demo
CACHE := dbcache://portal_cache?max_entries=20000

# Every variable the settings read is set, so that a developer's .env changes nothing here.
DEMO_ENV = DEBUG=0 HTTPS=0 DEMO=1 TRUSTED_PROXIES=0 LOG_LEVEL=WARNING \
	ALLOWED_HOSTS=127.0.0.1,localhost CSRF_TRUSTED_ORIGINS= \
	SECRET_KEY="$$(cat $(DEMO)/secret-key)" SECRET_KEY_FALLBACKS= \
	DATABASE_URL="sqlite:///$(DEMO)/demo.sqlite3" CACHE_URL="$(CACHE)" \
	MEDIA_ROOT="$(DEMO)/media" STATIC_ROOT="$(DEMO)/static" \
	SITE_URL=http://127.0.0.1:$(PORT) BOUNCES_URL= \
	EMAIL_URL=consolemail:// DJANGO_SETTINGS_MODULE=ctg_portal.settings

LINT_VAR := $(CURDIR)/var/lint

# A production profile without a server: what « check --deploy » judges.
LINT_ENV = DEBUG=0 HTTPS=1 DEMO=0 TRUSTED_PROXIES=1 LOG_LEVEL=WARNING \
	ALLOWED_HOSTS=portail.example.org CSRF_TRUSTED_ORIGINS= \
	SECRET_KEY="$$($(PY) -c 'import secrets; print(secrets.token_urlsafe(64))')" SECRET_KEY_FALLBACKS= \
	DATABASE_URL="sqlite:///$(LINT_VAR)/lint.sqlite3" CACHE_URL="$(CACHE)" \
	MEDIA_ROOT="$(LINT_VAR)/media" STATIC_ROOT="$(LINT_VAR)/static" \
	SITE_URL= BOUNCES_URL= \
	EMAIL_URL=smtp://127.0.0.1:25 DJANGO_SETTINGS_MODULE=ctg_portal.settings

.PHONY: help demo run quick test mutants lint lint-python lint-templates lint-types lint-migrations lint-drawings \
	drawing format francais compare bench screenshots requirements clean

help: ## affiche cette liste
	@echo "Commandes du portail :"
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1|\2/' \
		| while IFS='|' read -r name text; do printf '%-20s %s\n' "$$name" "$$text"; done
	@echo "Options : PORT=8001 (demo, run) · ARGS=\"-k accueil\" (test) · TODAY=2027-01-02 (test, quick) · REV=main (compare) · PYTHON=python3.12"

# ------------------------------------------------------------------ environment

$(PY):
	@command -v $(PYTHON) >/dev/null || { \
		echo "Python est introuvable ($(PYTHON)) : installez Python 3.11 ou plus récent."; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "Python 3.11 ou plus récent est nécessaire (ici : $$($(PYTHON) --version))."; \
		echo "S'il est installé sous un autre nom : make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
		echo "Le module venv de Python est incomplet : installez le paquet python3-venv"; \
		echo "(Debian, Ubuntu : apt install python3-venv), puis relancez la commande."; exit 1; }
	@echo "Création de l'environnement Python ($(VENV))…"
	@$(PYTHON) -m venv $(VENV)

$(BASE): requirements/base.txt | $(PY)
	@echo "Installation des bibliothèques du portail…"
	@$(PIP) -r requirements/base.txt
	@touch $@

$(DEV): requirements/dev.txt | $(PY)
	@echo "Installation des bibliothèques de développement…"
	@$(PIP) -r requirements/dev.txt
	@touch $@

# ------------------------------------------------------------------ portal

$(DEMO)/secret-key: | $(PY)
	@mkdir -p $(DEMO)
	@umask 077; $(PY) -c 'import secrets; print(secrets.token_urlsafe(64))' > $@

# Compressing the static files takes seconds: done again only when one of them changed.
STATIC_SOURCES := $(shell find static -type f 2>/dev/null)
$(DEMO)/.static-ready: $(BASE) $(STATIC_SOURCES) | $(DEMO)/secret-key
	@$(DEMO_ENV) $(PY) manage.py collectstatic --noinput --verbosity 0
	@touch $@

demo: $(BASE) $(DEMO)/secret-key $(DEMO)/.static-ready ## lance la démonstration sur http://127.0.0.1:8000/
	@$(PY) -c 'import socket; s = socket.socket(); s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1); s.bind(("127.0.0.1", $(PORT)))' 2>/dev/null || { \
		echo "Le port $(PORT) est déjà pris. Essayez : make demo PORT=$$(( $(PORT) + 1 ))"; exit 1; }
	@mkdir -p $(DEMO)/media
	@echo "Préparation des données de démonstration…"
	@$(DEMO_ENV) $(PY) manage.py renew_demo_base
	@$(DEMO_ENV) $(PY) manage.py migrate --noinput --verbosity 0
	@$(DEMO_ENV) $(PY) manage.py load_content
	@$(DEMO_ENV) $(PY) manage.py load_demo
	@echo
	@$(DEMO_ENV) $(PY) manage.py demo_accounts
	@echo "Portail de démonstration : http://127.0.0.1:$(PORT)/   (Ctrl+C pour arrêter)"
	@exec env $(DEMO_ENV) $(GUNICORN) --bind 127.0.0.1:$(PORT) --log-level warning ctg_portal.wsgi:application

run: $(DEV) ## serveur de développement (DEBUG=1, rechargement automatique)
	@mkdir -p var
	@DEBUG=$${DEBUG:-1} $(PY) manage.py migrate --noinput --verbosity 0
	@DEBUG=$${DEBUG:-1} $(PY) manage.py runserver 127.0.0.1:$(PORT)

# ------------------------------------------------------------------ checks

quick: $(DEV) ## en moins d'une minute : l'essentiel, et ce que touchent les changements
	@$(PY) scripts/run_quick.py $(ARGS)

test: $(DEV) ## toute la suite : SQLite, navigateur, puis PostgreSQL s'il répond
	@$(PY) scripts/run_tests.py $(ARGS)

mutants: $(DEV) ## met des fautes dans une copie du code : un test doit voir chacune (N=8 par domaine)
	@$(PY) scripts/mutants.py -n $(N) $(ARGS)

# Each check stands alone too: the hooks of .pre-commit-config.yaml call the one a change concerns.
lint: lint-python lint-templates lint-types lint-migrations lint-drawings ## style, types, gabarits, migrations, dessins, profil de production
	@echo "profil de production";    $(LINT_ENV) $(PY) manage.py check --deploy --fail-level WARNING
	@echo "Tout est en ordre."

lint-python: $(DEV)
	@echo "ruff : règles";           $(VENV)/bin/ruff check .
	@echo "ruff : mise en forme";    $(VENV)/bin/ruff format --check .

lint-templates: $(DEV)
	@echo "djade : gabarits";        find templates -name '*.html' -print0 | xargs -0 -r $(VENV)/bin/djade --target-version 5.2 --check
	@echo "djlint : gabarits";       $(VENV)/bin/djlint --lint --quiet templates

lint-types: $(DEV) | $(LINT_VAR)
	@echo "mypy : types";            $(LINT_ENV) $(VENV)/bin/mypy

lint-migrations: $(DEV) | $(LINT_VAR)
	@echo "migrations à jour";       $(LINT_ENV) $(PY) manage.py makemigrations --check --dry-run

lint-drawings: $(DEV)
	@echo "dessins à jour";          $(PY) scripts/draw_rooms.py --check

drawing: $(DEV) ## redessine docs/img/rooms.svg : qui importe qui
	@$(PY) scripts/draw_rooms.py

$(LINT_VAR):
	@mkdir -p $(LINT_VAR)/media $(LINT_VAR)/static

format: $(DEV) ## met en forme le code et les gabarits
	@$(VENV)/bin/ruff check --fix --exit-zero --quiet .
	@$(VENV)/bin/ruff format .
	@find templates -name '*.html' -print0 | xargs -0 -r $(VENV)/bin/djade --target-version 5.2 || true

francais: $(DEV) ## ce que Grammalecte dit des textes : à lire, ne juge rien (Debian : grammalecte-cli)
	@$(PY) scripts/report_french.py

compare: $(BASE) ## compare toutes les pages à celles d'une révision (REV=main)
	@test -n "$(REV)" || { echo "Nommez une révision : make compare REV=main"; exit 1; }
	@$(PY) scripts/compare_pages.py $(REV) $(ARGS)

bench: $(DEV) ## mesure pages, imports et écritures par rapport à un Django nu (ne juge rien)
	@$(PY) -m tests.bench $(ARGS)

screenshots: $(DEV) ## photographie les pages principales (demande Chromium)
	@$(PY) -m tests.e2e.screenshots

# ------------------------------------------------------------------ upkeep

TOOLS := var/tools
UV_COMPILE := $(TOOLS)/bin/uv pip compile pyproject.toml --quiet --generate-hashes --universal \
	--python-version 3.11 --no-emit-index-url --no-emit-find-links --no-annotate \
	--custom-compile-command "make requirements"

requirements: ## recalcule requirements/*.txt (ARGS=--upgrade pour tout monter)
	@test -x $(TOOLS)/bin/uv || { mkdir -p var; $(PYTHON) -m venv $(TOOLS); \
		$(TOOLS)/bin/python -m pip --disable-pip-version-check install --quiet uv; }
	@$(UV_COMPILE) $(ARGS) --output-file requirements/base.txt >/dev/null
	@$(UV_COMPILE) $(ARGS) --group dev --constraint requirements/base.txt --output-file requirements/dev.txt >/dev/null
	@if grep -nE '://|^-' requirements/base.txt requirements/dev.txt; then \
		echo "Une adresse s'est glissée dans requirements/ : à retirer."; exit 1; fi
	@echo "requirements/base.txt et requirements/dev.txt sont à jour."

clean: ## efface l'environnement Python, la démonstration et les restes des tests
	@rm -rf $(VENV) var/demo var/lint var/test var/bench var/compare var/tools staticfiles .pytest_cache .mypy_cache .ruff_cache .hypothesis test-results
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
