"""An S3 server on this machine, started the first time that a test asks for it; a new bucket for each."""

from __future__ import annotations

import itertools
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from typing import Final

import pytest
from moto.moto_server.werkzeug_app import DomainDispatcherApplication, MotoRequestHandler, create_backend_app
from werkzeug.serving import BaseWSGIServer, make_server

from tests.serveur_web import port_libre

_ICI: Final = "tests.fichiers.s3"
_RACINE: Final = Path(__file__).parents[2]
_numeros = itertools.count(1)
_VARIABLES = {
    "AWS_ACCESS_KEY_ID": "essai",
    "AWS_SECRET_ACCESS_KEY": "essai",
    "AWS_REGION": "eu-west-3",
    "AWS_ALLOW_HTTP": "true",
}


@contextmanager
def magasin_s3() -> Iterator[tuple[subprocess.Popen[bytes], str, dict[str, str]]]:
    """A server that may be stopped: its process, the address of a bucket, the variables that lead there."""
    port = port_libre()
    adresse = f"http://127.0.0.1:{port}"
    commande = [sys.executable, "-m", _ICI, str(port)]
    processus = subprocess.Popen(commande, cwd=_RACINE, stderr=subprocess.DEVNULL)
    try:
        for _ in range(300):
            with suppress(OSError):
                urllib.request.urlopen(urllib.request.Request(f"{adresse}/essai", method="PUT"), timeout=5).close()
                break
            time.sleep(0.1)
        yield processus, "s3://essai/docgen", {**_VARIABLES, "AWS_ENDPOINT_URL": adresse}
    finally:
        processus.kill()
        processus.wait()


def _ecouter(port: int = 0) -> BaseWSGIServer:
    """A server of one demand at a time. Of all who create a key together, S3 lets one alone do it; this one looks if it
    is there, then writes, and could be told otherwise in between."""
    application = DomainDispatcherApplication(create_backend_app)
    return make_server("127.0.0.1", port, application, request_handler=MotoRequestHandler)


@cache
def _serveur() -> str:
    serveur = _ecouter()
    threading.Thread(target=serveur.serve_forever, daemon=True).start()
    return f"http://127.0.0.1:{serveur.server_port}"


@contextmanager
def seau(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The address of a new bucket, with a prefix; ``AWS_*`` variables lead to it meanwhile."""
    nom = f"essai-{next(_numeros)}"
    variables = {**_VARIABLES, "AWS_ENDPOINT_URL": _serveur()}
    with monkeypatch.context() as contexte:
        for variable, valeur in variables.items():
            contexte.setenv(variable, valeur)
        urllib.request.urlopen(urllib.request.Request(f"{_serveur()}/{nom}", method="PUT"), timeout=10).close()
        yield f"s3://{nom}/docgen"


if __name__ == "__main__":
    _ecouter(int(sys.argv[1])).serve_forever()
