"""Make the Word models from their source, which is here: ``python -m outils.modeles_docx``.

A model is text in named styles, with the tags of docxtpl: ``{{ nom }}`` for a value, a ``{%p … %}`` paragraph or a
``{%tr … %}`` row, which vanishes, for a condition or a repetition. The names are those of the document's view.
"""

from __future__ import annotations

import io
from datetime import datetime
from pathlib import Path

from docx.document import Document
from docx.shared import Mm

from docgen.documents import catalogue
from docgen.rendering.docx import paquet_stable
from outils.redaction_docx import Lieu, balise, cellules, ecrire, feuille, lignes, rangee, rangees, tableau, tete

MODELES = Path(__file__).resolve().parents[1] / "templates"
INTERLOCUTEUR = (
    "Votre interlocuteur est {{ responsable }}, responsable de session"
    "{% if telephone %}, au {{ telephone }}{% endif %}{% if courriel %} ({{ courriel }}){% endif %}."
)

FICHES = {
    "Centre": {
        "Nom": "{{ centre.nom }}",
        "SIRET": "{{ centre.siret }}",
        "Agrément": "{{ centre.agrement }}",
        "Site": "{{ centre.site }}",
    },
    "Session": {
        "Identifiant": "{{ session }}",
        "Statut": "{{ statut }}",
        "Titre": "{{ code_titre }}, millésime {{ millesime }}",
        "Responsable": "{{ responsable }}",
        "Qualité": "{{ qualite_responsable }}",
    },
}


def convocation() -> Document:
    """The letter of the three convocations."""
    document = feuille(16, 25, 18)
    _en_tete_du_centre(document)
    ecrire(document, "{{ destinataire }}", "Nom du destinataire")
    lignes(document, "adresse", "Destinataire")
    ecrire(document, "{{ lieu_et_jour }}", "Lieu et date")
    ecrire(document, "{{ intitule }}", "Intitulé")
    ecrire(document, "Titre professionnel **{{ code_titre }}** – {{ libelle_titre }}", "Titre professionnel")
    ecrire(document, "{{ type_session }} · session n° {{ session }}, {{ dates }}", "Étiquette")
    ecrire(document, "", "Intervalle")
    ecrire(document, "{{ appel }}", "Corps")
    annonce = "Vous êtes convoqué{{ accord }} en qualité de {{ qualite }} à la session citée en objet :"
    ecrire(document, annonce, "Corps")
    _rendez_vous(document)
    ecrire(document, "{{ ouverture }}", "Corps")
    with balise(document, "if certifications"):
        ecrire(document, "Certificats sur lesquels porte la session", "Intertitre")
        lignes(document, "certifications", "Puce")
    with balise(document, "if epreuves"):
        ecrire(document, "Épreuves", "Intertitre")
        table = tableau(document, "Registre", (134, 40))
        tete(table, "Nature", "Durée")
        rangees(table, "for epreuve in epreuves", *cellules("{{ epreuve.intitule }}", "{{ epreuve.duree }}"))
    ecrire(document, "À présenter", "Intertitre")
    lignes(document, "pieces", "Puce")
    ecrire(document, "À savoir", "Intertitre")
    lignes(document, "paragraphes", "Corps")
    ecrire(document, INTERLOCUTEUR, "Corps")
    ecrire(document, "", "Intervalle")
    table = tableau(document, "Encadré", (87, 87))
    rangee(table, *cellules("Pour le centre", "Reçu le, signature du destinataire", style="Étiquette"), hauteur=20)
    ecrire(document, "", "Intervalle")
    return document


def _en_tete_du_centre(document: Document) -> None:
    """The centre, which headed paper already shows, and the State's authority, which it does not."""
    gauche, droite = rangee(tableau(document, "Volets", (98, 76)), None, None).cells
    with balise(gauche, "if not papier_en_tete"):
        _centre(gauche)
    ecrire(gauche, "", "Intervalle")
    ecrire(droite, "Session organisée sous l’autorité de l’État", "Étiquette à droite")
    ecrire(droite, "{{ ministere }}", "Étiquette à droite")
    ecrire(droite, "{{ structure }}{% if unite %} · {{ unite }}{% endif %}", "Étiquette à droite")


def _centre(lieu: Lieu) -> None:
    ecrire(lieu, "{{ centre.nom }}", "Nom du centre")
    lignes(lieu, "centre.adresse", "Cellule")
    ecrire(lieu, "SIRET {{ centre.siret }} · agrément {{ centre.agrement }}", "Étiquette")
    ecrire(lieu, '{{ [centre.telephone, centre.courriel] | select | join(" · ") }}', "Étiquette")


def _rendez_vous(document: Document) -> None:
    quand, heure, ou = rangee(tableau(document, "Encadré", (72, 32, 70)), None, None, None).cells
    for cellule, quoi, valeur in ((quand, "Le", "{{ jour }}"), (heure, "À", "{{ heure }}")):
        ecrire(cellule, quoi, "Étiquette")
        ecrire(cellule, valeur, "Rendez-vous")
    ecrire(ou, "Lieu", "Étiquette")
    lignes(ou, "lieu", "Cellule")
    ecrire(ou, "", "Intervalle")


def formulaire_remise() -> Document:
    """The collection form, wider than high: a row a paper, then what was not collected."""
    document = feuille(14, 22, 15, paysage=True)
    _entete_du_formulaire(document)
    ecrire(document, "{{ intitule }}", "Intitulé")
    _objet(document)
    ecrire(
        document,
        "Certification {{ reference }} · session n° {{ session }} · {{ dates }} · {{ centre.nom }}, "
        "SIRET {{ centre.siret }}",
        "Étiquette",
    )
    lignes(document, "certificats", "Étiquette")
    ecrire(document, "Papiers remis", "Intertitre")
    _papiers(document)
    ecrire(document, "Total : {{ total }}", "Total")
    ecrire(document, "Papiers non retirés{% if situation %} au {{ situation }}{% endif %}, à renvoyer", "Intertitre")
    consigne = ecrire(
        document,
        "Reporter ici chaque livret, notification ou parchemin qui n’a pas été retiré : il est renvoyé par courrier "
        "ou déposé avec ce formulaire.",
        "Étiquette",
    )
    consigne.paragraph_format.keep_with_next = True
    retours = tableau(document, "Registre à remplir", (12, 101, 32, 42, 80))
    titres = ("N°", "Titulaire", "Papier", "Numéro", "Motif")
    tete(retours, *titres)
    qui = "**{{ papier.nom }}** {{ papier.prenoms }}"
    valeurs = cellules("{{ papier.ordre }}", qui, "{{ papier.genre }}", "{{ papier.numero }}", "")
    rangees(retours, "for papier in non_retires", *valeurs)
    for _ in range(3):
        rangee(retours, *cellules(*[""] * len(titres), style="Tête de tableau"), hauteur=6)
    ecrire(document, "", "Intervalle").paragraph_format.keep_with_next = True
    cases = ("Fait à, le", "Nom, qualité et signature du responsable du centre", "Cachet du centre")
    rangee(tableau(document, "Encadré", (89, 89, 89)), *cellules(*cases, style="Étiquette"), hauteur=18)
    ecrire(document, "", "Intervalle")
    return document


def _objet(document: Document) -> None:
    """The CCS of a CCS session, and the titre."""
    with balise(document, "if ccs"):
        ecrire(document, "Certificat complémentaire de spécialisation **{{ ccs.code }}** – {{ ccs.libelle }}", "Corps")
    ecrire(document, "Titre professionnel **{{ code_titre }}** – {{ libelle_titre }}", "Titre professionnel")


def _entete_du_formulaire(document: Document) -> None:
    etat, consigne = rangee(tableau(document, "Volets", (155, 112)), None, None).cells
    ecrire(etat, "RÉPUBLIQUE FRANÇAISE", "État").paragraph_format.right_indent = Mm(100)
    ecrire(etat, "**{{ ministere }}**", "Cellule")
    ecrire(etat, "{{ structure }}", "Cellule")
    with balise(etat, "if unite"):
        ecrire(etat, "{{ unite }}", "Cellule")
    ecrire(etat, "", "Intervalle")
    ecrire(consigne, "À renvoyer, complété et signé", "Étiquette")
    ecrire(consigne, "**{{ renvoi }}**", "Cellule")
    with balise(consigne, "if courriel"):
        ecrire(consigne, "{{ courriel }}", "Cellule")
    with balise(consigne, "if echeance"):
        ecrire(consigne, "au plus tard le **{{ echeance }}**", "Cellule")
    ecrire(consigne, "ou dès le dernier papier remis, en un seul fichier PDF nommé :", "Étiquette")
    ecrire(consigne, "{{ nom_fichier }}", "Étiquette")


def _papiers(document: Document) -> None:
    colonnes = (
        ("N°", 12, "{{ papier.ordre }}", "Numéro d’ordre"),
        ("Nom et prénoms", 75, "**{{ papier.nom }}** {{ papier.prenoms }}", "Cellule"),
        ("Identifiant", 34, "{{ papier.identifiant }}", "Cellule"),
        ("Papier", 24, "{{ papier.genre }}", "Cellule"),
        ("Numéro", 42, "{{ papier.numero }}", "Cellule"),
        ("Remis le", 25, "{{ papier.remis }}", "Cellule"),
        ("Signature du titulaire", 55, "", "Cellule"),
    )
    table = tableau(document, "Registre à remplir", [largeur for _, largeur, _, _ in colonnes])
    tete(table, *(titre for titre, *_ in colonnes))
    rangees(table, "for papier in papiers", *((valeur, style) for *_, valeur, style in colonnes))
    table.rows[2].height = Mm(7.5)


def demande_report() -> Document:
    """The letter that asks the authority for other days."""
    document = feuille(16, 25, 18)
    gauche, droite = rangee(tableau(document, "Volets", (98, 76)), None, None).cells
    _centre(gauche)
    ecrire(droite, "À l’attention de", "Étiquette à droite")
    ecrire(droite, "**{{ structure }}**", "Étiquette à droite")
    with balise(droite, "if unite"):
        ecrire(droite, "{{ unite }}", "Étiquette à droite")
    ecrire(droite, "{{ ministere }}", "Étiquette à droite")
    with balise(droite, "if courriel_autorite"):
        ecrire(droite, "{{ courriel_autorite }}", "Étiquette à droite")
    ecrire(droite, "", "Intervalle")
    ecrire(document, "{{ fait }}", "Lieu et date")
    ecrire(document, "{{ intitule }}", "Intitulé")
    _objet(document)
    ecrire(document, "{{ type_session }} · session n° {{ session }}", "Étiquette")
    ecrire(document, "", "Intervalle")
    ecrire(document, "Madame, Monsieur,", "Corps")
    ecrire(
        document,
        "Le centre demande à {{ service }} compétente de reporter la session ci-dessous, qui n’a pas "
        "commencé, aux dates souhaitées.",
        "Corps",
    )
    _dates_et_fiches(document)
    with balise(document, "if echu"):
        ecrire(document, "Titre dont la prolongation est échue", "Intertitre")
        ecrire(document, "{{ echu }}", "Corps")
    ecrire(document, "Motif du report", "Intertitre")
    rangee(tableau(document, "Encadré", (174,)), ("À compléter par le centre", "Étiquette"), hauteur=32)
    ecrire(document, "", "Intervalle")
    cases = ("Pour le centre · nom, qualité et signature", "Décision de {{ service }} · date, signature et cachet")
    rangee(tableau(document, "Encadré", (87, 87)), *cellules(*cases, style="Étiquette"), hauteur=28)
    ecrire(document, "", "Intervalle")
    return document


def _dates_et_fiches(document: Document) -> None:
    dates = tableau(document, "Registre", (46, 64, 64))
    tete(dates, "Session n° {{ session }}", "Date prévue", "Date souhaitée")
    rangee(dates, *cellules("Début", "{{ debut }}", "**{{ debut_souhaite }}**"))
    rangee(dates, *cellules("Fin", "{{ fin }}", "**{{ fin_souhaitee }}**"))
    for titre, valeurs in FICHES.items():
        ecrire(document, titre, "Intertitre")
        fiche = tableau(document, "Volets", (34, 140))
        for quoi, valeur in valeurs.items():
            rangee(fiche, (quoi, "Étiquette"), (valeur, "Cellule"))


# The codes whose model is not that of the convocations.
PROPRES = {"formulaire_remise": formulaire_remise, "demande_report": demande_report}


def modeles() -> dict[str, bytes]:
    """Every Word model by its path in the templates folder."""
    faits = {}
    for spec in catalogue().values():
        if "docx" in spec.formats:
            faits[spec.modele_docx] = octets(PROPRES.get(spec.code, convocation)(), spec.intitule)
    return faits


def octets(document: Document, intitule: str) -> bytes:
    """The file, the same at each making."""
    fiche = document.core_properties
    fiche.title, fiche.author, fiche.comments, fiche.language = intitule, "", "", "fr-FR"
    fiche.created = fiche.modified = datetime(2026, 11, 1)
    tampon = io.BytesIO()
    document.save(tampon)
    return paquet_stable(tampon.getvalue())


def main() -> None:
    """Write the models."""
    for chemin, contenu in modeles().items():
        (MODELES / chemin).write_bytes(contenu)


if __name__ == "__main__":
    main()
