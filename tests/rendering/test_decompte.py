"""Letters are counted by additions, and none that is missing goes unseen."""

from __future__ import annotations

from docgen.rendering.presse.decompte import Decompte


def manquantes(du: str, *lus: str) -> dict[str, int]:
    decompte = Decompte()
    return decompte.manquantes(decompte.du_corps(du), decompte.des_textes(lus))


def test_des_textes_en_morceaux_font_le_meme_compte() -> None:
    assert manquantes("Élodie <>&amp; Martin<>97 % √", "Mar", "tin & ", "Élo", "die97 %√") == {}
    assert manquantes("oﬃce ÉLODIE Straße ΟΔΟΣ", "office élodie strasse οδος") == {}


def test_chaque_lettre_absente_est_nommee_et_comptee() -> None:
    assert manquantes("Élodie Martin Élodie", "Élodie Martn lodi") == {"e": 2, "\u0301": 1, "i": 1}
    assert manquantes("李明 + 김", "") == dict.fromkeys("李明+" + "\u1100\u1175\u11b7", 1)


def test_une_lettre_de_trop_n_en_rachete_pas_une_autre() -> None:
    assert manquantes("ab" * 50_000, "a" * 90_000 + "b" * 49_999) == {"b": 1}
    assert manquantes("abc", "aaa" * 1000 + "c") == {"b": 1}


def test_ponctuation_et_blancs_ne_comptent_pas() -> None:
    assert manquantes("l’an – 2019-974", "l", "an", "2019974") == {}


def test_les_signes_d_une_lettre_comptent_dans_toute_ecriture() -> None:
    assert manquantes("Élo नमस्ते", "Élo नमस्त") == {"\u0947": 1}
    assert manquantes("Ṣẹ́gun", "Ṣegun") == {"\u0323": 1, "\u0301": 1}


def test_un_meme_decompte_sert_a_tout_un_volume() -> None:
    decompte = Decompte()
    noms = [f"{rang} {chr(0x4E00 + rang)}" for rang in range(5_000)]  # more than it remembers
    dues = [decompte.du_corps(nom) for nom in noms]
    assert not any(decompte.manquantes(du, decompte.des_textes([nom])) for du, nom in zip(dues, noms, strict=True))
    assert decompte.manquantes(dues[7], dues[8]) == {"7": 1, chr(0x4E07): 1}


def test_un_texte_compte_autant_chaque_fois_qu_il_vient() -> None:
    decompte = Decompte()
    une_fois = decompte.des_textes(["Élodie"])
    assert [decompte.des_textes(["Élodie"] * fois) for fois in (1, 2, 1, 3)] == [
        une_fois * fois for fois in (1, 2, 1, 3)
    ]
    assert decompte.du_corps("&lt;b<>&lt;b<>&lt;b") == 3 * decompte.des_textes(["<b"])
