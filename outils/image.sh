#!/bin/sh
# Builds the container's image with buildah, then runs in it, without privilege nor network and with nothing to write
# but its own folder, the demonstration and the diagnostic. Usage: outils/image.sh [option of « buildah build »…]
# BASE names another base; without it, and where no registry answers, one is made by debootstrap from the machine's own
# Debian mirror. IMAGE names the result; PODMAN, LANCEMENT: what runs it (« podman --runtime runc »), with which options.
set -eu
cd "$(dirname "$0")/.."
image=${IMAGE:-docgen}
dossier=$(mktemp -d)
trap 'rm -rf "$dossier"' EXIT

echouer() { printf '%s\n' "$*" >&2; exit 1; }
command -v buildah >/dev/null || echouer "buildah est introuvable. Installez-le (apt-get install buildah), puis relancez."

fonder() {  # a base of our own: what debootstrap installs, and where packages come from
    command -v debootstrap >/dev/null ||
        echouer "Aucune image de base n'est accessible, et debootstrap est introuvable. Donnez BASE, ou installez-le."
    depot=$(sed -n 's/^deb \([^ ]*\) bookworm .*/\1/p; s/^URIs: *\([^ ]*\).*/\1/p' /etc/apt/sources.list /etc/apt/sources.list.d/* 2>/dev/null | head -n 1)
    debootstrap --variant=minbase bookworm "$dossier/racine" "${depot:?aucun dépôt Debian n’est réglé ici}" >"$dossier/journal" 2>&1 ||
        { tail -n 5 "$dossier/journal" >&2; echouer "debootstrap a échoué."; }
    rm -rf "$dossier/racine/var/cache/apt/archives" "$dossier/racine/var/lib/apt/lists"
    mkdir -p "$dossier/racine/var/cache/apt/archives/partial" "$dossier/racine/var/lib/apt/lists/partial"
    conteneur=$(buildah from scratch)
    buildah add --quiet "$conteneur" "$dossier/racine" / >/dev/null
    buildah commit --quiet --rm "$conteneur" docgen-base >/dev/null
    rm -rf "$dossier/racine"
}

base=${BASE:-debian:bookworm-slim}
if [ -z "${BASE:-}" ] && ! buildah pull --quiet "$base" >/dev/null 2>&1; then
    echo "Aucun registre d'images ne répond : la base est faite par debootstrap."
    fonder
    base=localhost/docgen-base
fi
buildah build "$@" --format docker --build-arg "BASE=$base" --file docs/deploiement/Dockerfile \
    --ignorefile docs/deploiement/Dockerfile.dockerignore --tag "$image" .

podman=${PODMAN:-podman}
if ! command -v "${podman%% *}" >/dev/null; then
    echo "$podman est introuvable : l'image « $image » est faite, et n'a pas été essayée."
    exit 0
fi
essayer() {
    # shellcheck disable=SC2086  # lists of words
    $podman run --rm --network none --read-only --tmpfs /tmp --cap-drop all --security-opt no-new-privileges \
        --no-healthcheck ${LANCEMENT:-} "$@"
}
essayer "$image" demo --sortie /tmp/sortie
essayer "$image" diagnostic
essayer --entrypoint sh "$image" -c 'test "$(id -u)" != 0 && ! touch /srv/essai 2>/dev/null &&
    ! /srv/docgen/.venv/bin/python -c "import pytest" 2>/dev/null'
echo "L'image « $image » s'est essayée : sans droits, sans réseau, sans rien écrire ailleurs que chez elle."
