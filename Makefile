# The only door. Each target installs what it needs; a second run finds the stamps and starts at once.
.DEFAULT_GOAL := help
.PHONY: help installer communes demo test test-vite check references pages captures images apercu proofs verrouiller image bench clean
.DELETE_ON_ERROR:
# Each command and each test that starts one would otherwise compile every module anew.
unexport PYTHONDONTWRITEBYTECODE

PY := .venv/bin/python
INSTALLE := .venv/.installe
OUTILLE := .venv/.installe-tests
SOURCES := docgen service outils
BANCS = $(basename $(notdir $(shell grep -l __main__ benchmarks/*.py)))
VITE := tests/domain tests/contract tests/rendering tests/documents tests/maison
# Handed out by tests/conftest.py.
REPARTIS := --dist loadfile --no-loadscope-reorder
# One more than there are cores: tests wait for servers, browsers and deaths too; a fourth gains nothing on two.
PROCESSUS := $(shell expr $$(nproc) + 1)
# What tests write goes to memory where there is room, for the time of the run: registers wait for no disk.
EN_MEMOIRE := [ ! -w /dev/shm ] || [ "$$(df -k --output=avail /dev/shm | tail -1)" -lt 8000000 ] || \
	{ TMPDIR=$$(mktemp -d /dev/shm/docgen-XXXXXX); export TMPDIR; trap 'rm -rf "$$TMPDIR"' EXIT; };
VERROU := requirements.lock requirements-dev.lock pyproject.toml outils/installer.sh outils/paquets.py docgen/rendering/installation.py

COMPILER := CUSTOM_COMPILE_COMMAND="make verrouiller" .venv/bin/pip-compile --quiet --generate-hashes --allow-unsafe \
	--strip-extras --no-emit-index-url --no-emit-find-links --no-emit-trusted-host

help: ## Cette aide
	@awk -F':.*## ' '/^[a-z-]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

installer: $(INSTALLE) ## Installer ce qu'il faut pour produire des documents

communes: $(INSTALLE) ## Refaire le référentiel des communes de naissance, par npm
	@$(PY) -m outils.communes

demo: $(INSTALLE) ## Produire tous les documents des sessions d'exemple dans sortie/
	@$(PY) -m docgen demo

test: $(OUTILLE) ## Lancer toute la suite de tests (ARGS="-k parchemin" pour en choisir)
	@$(EN_MEMOIRE) $(PY) -m pytest -n $(PROCESSUS) $(REPARTIS) $(ARGS)

test-vite: $(OUTILLE) ## Lancer les tests de chaque retouche : domaine, contrat, vues, un moteur ; ni serveur, ni navigateur
	@$(EN_MEMOIRE) $(PY) -m pytest -q -n auto $(REPARTIS) -p no:schemathesis -m "not lent" $(VITE) $(ARGS)

check: $(OUTILLE) ## Style, types, couches, pages produites, verrous et licences : ce que l'intégration continue exige
	@$(PY) -m ruff check .
	@$(PY) -m ruff format --check .
	@$(PY) -m mypy --strict $(SOURCES)
	@$(PY) -m mypy benchmarks tests
	@.venv/bin/lint-imports --no-cache
	@$(PY) -m outils.pages --verifier
	@$(PY) -m outils.fournitures

references: $(OUTILLE) ## Refaire les références des documents, après en avoir relu les différences
	@DOCGEN_REFERENCES=1 $(PY) -m pytest tests/documents $(ARGS)

pages: $(OUTILLE) ## Refaire les pages tirées du code : docs/regles.md, docs/catalogue.md, licences, nomenclature, schémas
	@$(PY) -m outils.pages

captures: $(OUTILLE) ## Photographier les pages du service, à trois largeurs, et refaire les images des guides
	@$(PY) -m outils.captures

images: $(OUTILLE) ## Refaire les images du README et la galerie (docs/galerie)
	@$(PY) -m outils.apercu --images

apercu: $(OUTILLE) ## Voir un document dans un navigateur, refait à chaque enregistrement (DOC=parchemin)
	@$(PY) -m outils.apercu $(DOC)

proofs: $(OUTILLE) ## Les preuves lentes, toutes : morts brutales, charge, année nationale… (AMPLEUR=0.1, PARTIES="charge annee")
	@$(PY) -m tests.preuves.toutes

verrouiller: $(OUTILLE) ## Refaire les verrous à partir de pyproject.toml : ce qui sert, puis cela et les outils d'essai
	@$(COMPILER) --extra installation --output-file requirements.lock pyproject.toml
	@$(COMPILER) --extra installation --extra dev --constraint requirements.lock --output-file requirements-dev.lock pyproject.toml
	@echo "Lancez « make installer », puis « make pages » : la nomenclature et les licences suivent."

image: $(INSTALLE) ## Construire l'image du conteneur et y lancer la démonstration (BASE=… la fonde sur une autre)
	@outils/image.sh

bench: $(OUTILLE) ## Mesurer ce que le projet affirme : un script par mesure, dans benchmarks/ (BANCS="parchemin")
	@for banc in $(BANCS); do $(PY) -m benchmarks.$$banc || exit 1; done

clean: ## Effacer ce qui se refait : environnement, caches, aperçus (ni sortie/ ni le registre)
	@rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache apercu build dist *.egg-info
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(INSTALLE): $(VERROU)
	@outils/installer.sh

$(OUTILLE): $(VERROU)
	@outils/installer.sh --tests
