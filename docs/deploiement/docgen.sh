#!/bin/sh
# La commande « docgen » de qui tient le service sous systemd : ses réglages, son compte, son dossier.
# À copier en /usr/local/bin/docgen (mode 755). Root la lance ; les chemins qu'on lui donne sont entiers.
set -eu
set -a
. /etc/docgen/docgen.env
set +a
umask 077
cd /var/lib/docgen
HOME=/var/lib/docgen exec setpriv --reuid=docgen --regid=docgen --init-groups /srv/docgen/.venv/bin/docgen "$@"
