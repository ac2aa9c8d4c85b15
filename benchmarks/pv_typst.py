"""The PV of a session in Typst: same texts, sizes and columns as ours, a head repeated on each page."""

from __future__ import annotations

from docgen.documents import catalogue
from docgen.documents.pv_general import Vue
from docgen.documents.spec import Demande


def page(demande: Demande) -> bytes:
    """The source."""
    vue = catalogue()["pv_general"].vue(demande)
    assert isinstance(vue, Vue)
    return f"""
#set document(title: "Procès-verbal général", date: datetime(year: 2019, month: 3, day: 20))
#set page(paper: "a4", flipped: true, margin: (x: 15mm, top: 14mm, bottom: 22mm),
  header: context if counter(page).get().first() > 1 [
    #text(8pt)[{vue.intitule} · {vue.code_titre} – {vue.libelle_titre} #h(1fr) Session {vue.session}]],
  footer: context [#text(7.5pt)[{vue.abrege} #h(6mm) {vue.intitule} #h(6mm) {vue.code_titre} #h(1fr)
    page #counter(page).display("1/1", both: true)]])
#set text(font: "Source Sans 3", size: 10pt, lang: "fr")
#grid(columns: (150mm, 1fr), [*RÉPUBLIQUE FRANÇAISE* \\ *{vue.ministere}* \\ {vue.structure}],
  rect(width: 78mm, height: 28mm, stroke: 0.5pt)[Cadre réservé à l’État \\ {vue.numero_ordre} \\ {vue.date_validation}])
#heading(level: 1, text(19pt, font: "Source Serif Pro")[{vue.intitule}])
Titre professionnel *{vue.code_titre}* – {vue.libelle_titre} \\
{vue.type_session} · session n° {vue.session} · {vue.dates}
#grid(columns: (1fr, 1fr), gutter: 8mm,
  [*Centre* \\ {vue.centre.nom} \\ {vue.centre.siret} \\ {vue.centre.agrement} \\ {vue.centre.site}],
  [*Session* \\ {vue.dates} \\ {vue.niveau} \\ {vue.responsable} \\ {vue.qualite_responsable}])
#heading(level: 2)[Certifications sur lesquelles le jury se prononce]
#table(columns: (18mm, 24mm, 1fr), stroke: (bottom: 0.35pt),
  table.header([Repère], [Code], [Intitulé]),
  {_cellules([(une.repere, une.code, une.libelle) for une in vue.certifications])})
#heading(level: 2)[Candidats]
#set text(size: 9pt)
#table(columns: (8mm, 32mm, 46mm, 1fr, 21mm, 25mm, 27mm, 33mm, 27mm), stroke: (bottom: 0.35pt),
  inset: (x: 0.8mm, y: 1.25mm),
  table.header([N°], [Identifiant], [Nom], [Prénoms], [Naissance], [Voie], [Présence], [Décision], [CCP acquis]),
  {_cellules(_rangees(vue))})
{" ".join(f"*{total.nombre}* {total.intitule}" for total in vue.totaux)}
#heading(level: 2)[Signatures]
#grid(columns: (1fr, 1fr, 1fr, 1fr), gutter: 2.2mm,
  {_cellules([(jure.nom,) for jure in vue.jures], "rect(width: 100%, height: 26mm, stroke: 0.5pt)")})
""".encode()


def _rangees(vue: Vue) -> list[tuple[str, ...]]:
    return [
        (
            str(un.ordre),
            un.identifiant,
            f"*{un.nom}*" + (f" \\ usage : {un.nom_usage}" if un.nom_usage else ""),
            un.prenoms,
            un.naissance,
            un.voie,
            un.presence,
            un.decision,
            un.ccp,
        )
        for un in vue.candidats
    ]


def _cellules(rangees: list[tuple[str, ...]], boite: str = "") -> str:
    return ", ".join(f"{boite}[{cellule}]" for rangee in rangees for cellule in rangee)
