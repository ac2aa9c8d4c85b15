"""The PV of a session in Typst: same texts, sizes and columns as ours, a head repeated on each page."""

from __future__ import annotations

import json
from dataclasses import asdict

from docgen.documents import catalogue
from docgen.documents.page.spec import Demande
from docgen.documents.pv_general import Vue

MODELE = r"""
#let pv = json(bytes(sys.inputs.donnees))
#let gris = rgb("#4a5263")
#let tete(texte) = text(8pt, weight: "semibold", texte)
#set document(title: "Procès-verbal général", date: datetime(year: 2019, month: 3, day: 20))
#set page(paper: "a4", flipped: true, margin: (x: 15mm, top: 14mm, bottom: 22mm),
  header: context if counter(page).get().first() > 1 [
    #text(8pt, gris)[#pv.intitule · #pv.code_titre – #pv.libelle_titre #h(1fr) Session #pv.session]],
  footer: context text(7.5pt, gris)[#pv.abrege #h(6mm) #pv.intitule #h(6mm) #pv.code_titre #h(1fr)
    page #counter(page).display("1/1", both: true)])
#set text(font: "Source Sans 3", size: 10pt, lang: "fr")
#grid(columns: (150mm, 1fr),
  [*RÉPUBLIQUE FRANÇAISE* \ #text(weight: "semibold", pv.ministere) \ #pv.structure],
  rect(width: 78mm, height: 28mm, stroke: 0.5pt)[Cadre réservé à l’État \ #pv.numero_ordre \ #pv.date_validation])
#heading(level: 1, text(19pt, font: "Source Serif Pro", pv.intitule))
Titre professionnel *#pv.code_titre* – #pv.libelle_titre \
#pv.type_session · session n° #pv.session · #pv.dates
#grid(columns: (1fr, 1fr), gutter: 8mm,
  [*Centre* \ #pv.centre.nom \ #pv.centre.siret \ #pv.centre.agrement \ #pv.centre.site],
  [*Session* \ #pv.dates \ #pv.niveau \ #pv.responsable \ #pv.qualite_responsable])
#heading(level: 2)[Certifications sur lesquelles le jury se prononce]
#table(columns: (18mm, 24mm, 1fr), stroke: (bottom: 0.35pt),
  table.header(..("Repère", "Code", "Intitulé").map(tete)),
  ..for un in pv.certifications { (un.repere, un.code, un.libelle) })
#heading(level: 2)[Candidats]
#set text(size: 9pt)
#table(columns: (8mm, 32mm, 46mm, 1fr, 21mm, 25mm, 27mm, 33mm, 27mm), stroke: (bottom: 0.35pt),
  inset: (x: 0.8mm, y: 1.25mm),
  table.header(
    ..("N°", "Identifiant", "Nom", "Prénoms", "Naissance", "Voie", "Présence", "Décision", "CCP acquis").map(tete)),
  ..for un in pv.candidats {
    (str(un.ordre), un.identifiant, text(weight: "semibold", un.nom), un.prenoms, un.naissance, un.voie, un.presence,
      un.decision, un.acquis)
  })
#for un in pv.totaux [*#un.nombre* #un.intitule ]
#heading(level: 2)[Signatures]
#grid(columns: (1fr, 1fr, 1fr, 1fr), gutter: 2.2mm,
  ..for un in pv.jures { (rect(width: 100%, height: 26mm, stroke: 0.5pt, un.nom),) })
"""


def donnees(demande: Demande) -> str:
    """The data of a PV."""
    vue = catalogue()["pv_general"].vue(demande)
    assert isinstance(vue, Vue)
    return json.dumps(asdict(vue), ensure_ascii=False, default=str)
