"""An S3 server on this machine, started the first time that a test asks for it; a new bucket for each."""

from __future__ import annotations

import itertools
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

import pytest
from moto.server import ThreadedMotoServer

_numeros = itertools.count(1)


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
    variables = {
        "AWS_ENDPOINT_URL": _serveur(),
        "AWS_ACCESS_KEY_ID": "essai",
        "AWS_SECRET_ACCESS_KEY": "essai",
        "AWS_REGION": "eu-west-3",
        "AWS_ALLOW_HTTP": "true",
    }
    with monkeypatch.context() as contexte:
        for variable, valeur in variables.items():
            contexte.setenv(variable, valeur)
        urllib.request.urlopen(urllib.request.Request(f"{_serveur()}/{nom}", method="PUT"), timeout=10).close()
        yield f"s3://{nom}/docgen"
