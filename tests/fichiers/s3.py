"""An S3 server on this machine, started the first time that a test asks for it; a new bucket for each."""

from __future__ import annotations

import itertools
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache

import pytest
from moto.server import ThreadedMotoServer

from tests.serveur_web import port_libre

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
    processus = subprocess.Popen([sys.executable, "-m", "moto.server", "-p", str(port)], stderr=subprocess.DEVNULL)
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


@cache
def _serveur() -> str:
    serveur = ThreadedMotoServer("127.0.0.1", port=0, verbose=False)
    serveur.start()
    hote, port = serveur.get_host_and_port()
    return f"http://{hote}:{port}"


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
