#!/bin/sh
# Installs what is missing, and nothing else: the virtual environment from its lock, then the Debian packages.
# Usage: outils/installer.sh [--tests]     --tests adds what only the tests need.
# PYTHON names the interpreter; without it, Debian's own, or the first python3. pip follows the settings of whoever runs it.
set -eu
cd "$(dirname "$0")/.."

dire() { printf '%s\n' "$*"; }
echouer() { printf '%s\n' "$*" >&2; exit 1; }

installer_paquets() {
    if ! command -v apt-get >/dev/null; then
        echouer "Il manque : $*. Ce système n'a pas apt-get. Installez l'équivalent de ces paquets Debian, puis relancez."
    fi
    if [ "$(id -u)" = 0 ]; then
        sudo=
    elif command -v sudo >/dev/null; then
        sudo=sudo
    else
        echouer "Il manque : $*. Seul un administrateur peut les ajouter, et sudo est absent." \
            "Faites lancer « apt-get install $* », puis recommencez."
    fi
    dire "Paquets Debian à installer : $*"
    $sudo apt-get update -qq || dire "La liste des paquets n'a pas pu être rafraîchie : essai avec l'ancienne."
    $sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" ||
        echouer "L'installation de $* a échoué : voyez le message d'apt-get ci-dessus. Réglez-en la cause, puis relancez."
}

# Debian's is built with its optimisations, which one built by hand may well lack; the image runs it too.
convient() { "$1" -c 'import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; }
if [ -n "${PYTHON:-}" ]; then python=$PYTHON; elif convient /usr/bin/python3; then python=/usr/bin/python3; else python=python3; fi
command -v "$python" >/dev/null || echouer "« $python » est introuvable. Installez Python 3.11 ou plus récent, puis relancez."
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' ||
    echouer "$("$python" --version) est trop ancien. Installez Python 3.11 ou plus récent," \
        "puis relancez avec PYTHON=/chemin/de/python3."

if ! .venv/bin/python -c '' 2>/dev/null; then
    "$python" -c 'import ensurepip, venv' 2>/dev/null || installer_paquets python3-venv
    "$python" -m venv --clear .venv
fi
verrou=requirements.lock marque=.venv/.verrou
case "${1:-}" in --tests) verrou=requirements-dev.lock marque=.venv/.verrou-tests ;; esac
if [ "$verrou" -nt "$marque" ] || [ ! -e "$marque" ]; then
    dire "Bibliothèques Python : installation des versions de $verrou."
    .venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r "$verrou" ||
        echouer "Les bibliothèques Python n'ont pas pu être installées : voyez le message de pip ci-dessus." \
            "Vérifiez l'accès au dépôt de paquets (pip config list), puis relancez."
    touch "$marque"
fi
.venv/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .

paquets=$(.venv/bin/python -m outils.paquets "$@")
# shellcheck disable=SC2086  # a list of words
[ -z "$paquets" ] || installer_paquets $paquets
manques=$(.venv/bin/python -m outils.paquets "$@")
[ -z "$manques" ] || echouer "Il manque encore : $manques. L'installation est incomplète : installez-les, puis relancez."

.venv/bin/python -m outils.communes --si-possible

touch .venv/.installe
case "${1:-}" in --tests) touch .venv/.installe-tests ;; esac
