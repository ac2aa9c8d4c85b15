// Reads the token of a QR in the browser, and checks it with the keys that the page holds: no server is told of it.
const donnees = JSON.parse(document.getElementById("donnees").textContent);
const { mots, cles, noms, lignes, genres, langue, enLigne } = donnees;
const longs = Object.fromEntries(Object.entries(noms).map(([long, court]) => [court, long]));
const reponse = document.getElementById("reponse");

const dire = (phrase, valeurs) => phrase.replace(/\{(\w+)\}/g, (_, nom) => valeurs[nom]);
const jour = (iso) =>
  new Intl.DateTimeFormat(langue === "en" ? "en-GB" : langue, { dateStyle: "long", timeZone: "UTC" }).format(new Date(`${iso.slice(0, 10)}T00:00Z`));

function octets(base64url) {
  if (!/^[\w-]*$/.test(base64url)) throw new Error("base64url");
  const lus = Uint8Array.from(atob(base64url.replace(/-/g, "+").replace(/_/g, "/")), (signe) => signe.charCodeAt(0));
  if (enBase64url(lus) !== base64url) throw new Error("base64url"); // one spelling, as the register asks
  return lus;
}

const enBase64url = (lus) => btoa(String.fromCharCode(...lus)).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
const condenser = async (lus) => new Uint8Array(await crypto.subtle.digest("SHA-256", lus));

const texte = (lus) => new TextDecoder("utf-8", { fatal: true }).decode(lus);

async function degonfler(lus) {
  const flux = new Blob([lus]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
  return new Uint8Array(await new Response(flux).arrayBuffer());
}

// The facts of a token, or why there are none: "faux", "inconnue" (its key).
async function lire(jeton) {
  const [entete, contenu, signature] = jeton.split(".");
  let dit;
  try {
    dit = JSON.parse(texte(octets(entete)));
  } catch {
    return { refus: "faux" };
  }
  if (dit.alg !== "EdDSA" || !Object.hasOwn(cles, dit.kid)) return { refus: dit.alg === "EdDSA" ? "inconnue" : "faux" };
  const cle = await crypto.subtle.importKey("raw", octets(cles[dit.kid].x), { name: "Ed25519" }, false, ["verify"]);
  try {
    const signe = new TextEncoder().encode(`${entete}.${contenu}`);
    if (!(await crypto.subtle.verify("Ed25519", cle, octets(signature), signe))) return { refus: "faux" };
    const clair = dit.zip === "DEF" ? await degonfler(octets(contenu)) : octets(contenu);
    const courts = Object.entries(JSON.parse(texte(clair)));
    return { kid: dit.kid, faits: Object.fromEntries(courts.map(([court, valeur]) => [longs[court], valeur])) };
  } catch {
    return { refus: "faux" };
  }
}

// The short key: the first 60 bits of the SHA-256 of the signature's bytes, in Crockford's base 32.
async function cleCourte(jeton) {
  const condense = await condenser(octets(jeton.split(".")[2]));
  let nombre = 0n;
  for (const octet of condense.slice(0, 8)) nombre = (nombre << 8n) | BigInt(octet);
  const signes = [...Array(12).keys()].map(
    (rang) => "0123456789ABCDEFGHJKMNPQRSTVWXYZ"[Number((nombre >> BigInt(59 - 5 * rang)) & 31n)],
  );
  return [0, 4, 8].map((rang) => signes.slice(rang, rang + 4).join("")).join("-");
}

// What stands in a token for a value that is too long: 96 bits of the SHA-256 of its canonical JSON (RFC 8785).
const abrege = (valeur) => valeur !== null && typeof valeur === "object" && "#" in valeur;
const empreinte = async (valeur) => enBase64url(await condenser(new TextEncoder().encode(canonique(valeur)))).slice(0, 16);

function canonique(valeur) {
  if (Array.isArray(valeur)) return `[${valeur.map(canonique).join(",")}]`;
  if (valeur === null || typeof valeur !== "object") return String(JSON.stringify(valeur));
  return `{${Object.keys(valeur).sort().map((nom) => `${JSON.stringify(nom)}:${canonique(valeur[nom])}`).join(",")}}`;
}

// The register says whole what was too long for the code. It is believed only where it answers to what is signed.
async function repond(dit, signe) {
  if (abrege(signe)) return (await empreinte(dit)) === signe["#"];
  if (!Array.isArray(signe) || !Array.isArray(dit)) return canonique(dit) === canonique(signe);
  const chacun = await Promise.all(signe.map((un, rang) => repond(dit[rang], un)));
  return dit.length === signe.length && chacun.every(Boolean);
}

async function completer(signes, dits) {
  const { autres, ...nommes } = signes;
  const tus = Object.entries(dits).filter(([nom, valeur]) => !(nom in signes) && valeur !== null && valeur !== "");
  const faits = { ...signes };
  const contredits = [];
  for (const [nom, signe] of Object.entries(nommes)) {
    if (await repond(dits[nom], signe)) faits[nom] = dits[nom];
    else contredits.push(nom);
  }
  if (autres && (await repond(Object.fromEntries(tus), autres))) Object.assign(faits, Object.fromEntries(tus));
  else if (autres) contredits.push(...tus.map(([nom]) => nom));
  return { faits, contredits };
}

function valeurDite(valeur) {
  if (valeur !== null && typeof valeur === "object") return mots.trop_long;
  const dite = String(valeur);
  return /^\d{4}-\d\d-\d\d$/.test(dite) ? jour(dite) : (genres[dite] ?? dite);
}

function parties(faits, nom) {
  let valeur = faits[nom];
  if (valeur === undefined || valeur === null || valeur === "") return [];
  if (nom.startsWith("ccp_") && Array.isArray(valeur) && Array.isArray(faits.ccp)) {
    const libelles = new Map(faits.ccp.map(([code, , libelle]) => [code, libelle]));
    valeur = valeur.map((code) => (libelles.has(code) ? `${valeurDite(libelles.get(code))} (${code})` : code));
  }
  if (nom === "signataire" && Array.isArray(valeur) && valeur.slice(0, 2).every((dit) => typeof dit === "string")) {
    const [nomDeFamille, prenom, ...reste] = valeur;
    valeur = [[prenom, nomDeFamille].filter(Boolean).join(" "), ...reste];
  }
  return (Array.isArray(valeur) ? valeur : [valeur]).filter(Boolean).map(valeurDite);
}

const autorite = (faits) => ["structure", "unite", "commune"].flatMap((nom) => parties(faits, nom)).join(", ");

function lignesDe(faits) {
  const sansParent = faits.titre === faits.certification;
  return lignes.filter(([, compose]) => !(sansParent && compose[0] === "libelle_titre"));
}

function faitsDits(faits) {
  return lignesDe(faits)
    .map(([intitule, compose, liant]) => [intitule, compose.flatMap((nom) => parties(faits, nom)).join(liant)])
    .filter(([, valeur]) => valeur);
}

function element(nom, attributs, ...enfants) {
  const cree = document.createElement(nom);
  for (const [attribut, valeur] of Object.entries(attributs)) cree.setAttribute(attribut, valeur);
  cree.append(...enfants);
  return cree;
}

const paragraphes = (phrases) => phrases.map((phrase) => element("p", {}, phrase));
const question = (intitule, ...suite) => [element("h3", {}, intitule), ...suite];

function montrer(genre, intitule, numero, ...suite) {
  const tete = [element("h2", { id: "verdict" }, intitule)];
  if (numero) tete.push(element("p", {}, element("span", { class: "fr-mention" }, mots.numero), " ", element("b", { class: "dg-numero" }, numero)));
  const section = element("section", { class: `dg-verdict dg-verdict--${genre}`, "aria-labelledby": "verdict" }, ...tete, ...suite);
  reponse.replaceChildren(section);
  document.title = `${intitule} – ${mots.titre} – Docgen`;
  return section;
}

const faux = (...phrases) => montrer("error", mots.faux, "", ...paragraphes([mots.faux_dit, ...phrases]));

const nommer = (faits) => lignes.filter(([, compose]) => compose.some((nom) => faits.includes(nom))).map(([intitule]) => intitule);

// A trial is never shown as worth something, whatever became of it; nor what a compromised key signed, unless the
// register says that the paper is older.
function juger(faits, { genre, intitule, douteux, contredits = [] }) {
  if (contredits.length) return ["error", mots.contredit, dire(mots.contredit_dit, { faits: nommer(contredits).join(", ") })];
  const perdu = [mots.annule, mots.remplace].includes(intitule);
  if (faits.specimen && !perdu) return ["warning", mots.specimen];
  return douteux && !perdu ? ["error", mots.cle_compromise] : [genre, intitule];
}

function montrerPapier({ faits, kid }, devenir, encore = []) {
  const { douteux, attendu } = devenir;
  const [genre, intitule, ...alertes] = juger(faits, devenir);
  const phrases = [...(faits.specimen ? [mots.d_specimen] : []), ...devenir.phrases];
  const dites = faitsDits(faits).map(([nom, valeur]) =>
    element("div", {}, element("dt", {}, nom), element("dd", {}, valeur)),
  );
  passerAuSuivant();
  const { etat: nom, depuis } = cles[kid];
  const etat = dire(mots[nom], { jour: depuis ? jour(depuis) : "" });
  const doute = douteux ? [mots.cle_compromise_dit] : [];
  montrer(
    genre,
    intitule,
    faits.numero,
    ...paragraphes(alertes),
    ...question(mots.q_papier, ...paragraphes([douteux ? mots.r_douteux : mots.r_signe]), element("dl", { class: "dg-faits" }, ...dites)),
    ...question(mots.q_emetteur, ...paragraphes([autorite(faits), dire(mots.r_cle, { cle: kid, etat }), ...doute])),
    ...question(mots.q_devenir, ...paragraphes(phrases)),
    ...question(mots.comparer, ...paragraphes([mots.comparer_dit]), ...(attendu ? [] : aComparer(faits))),
    ...question(mots.doute, ...paragraphes([dire(mots.doute_dit, { autorite: autorite(faits) })])),
    ...encore,
  );
}

// What the code bears only the digest of, and nobody said whole: whoever holds the paper types it.
function aComparer(faits) {
  return lignesDe(faits).flatMap(([intitule, compose]) => {
    const empreintes = compose.map((nom) => faits[nom]).filter(abrege).map((valeur) => valeur["#"]);
    return empreintes.length ? [champAComparer(intitule, empreintes)] : [];
  });
}

function champAComparer(intitule, empreintes) {
  const ident = `comparer-${empreintes[0]}`;
  const aide = element("span", { class: "fr-hint-text" }, mots.a_comparer_aide);
  const libelle = element("label", { class: "fr-label", for: ident }, dire(mots.a_comparer, { nom: intitule }), aide);
  const champ = element("textarea", { class: "fr-input", id: ident, rows: 3, required: "", spellcheck: "false", autocomplete: "off" });
  const dit = element("p", { role: "status" });
  const bouton = element("button", { class: "fr-btn fr-btn--secondary fr-btn--sm" }, mots.comparer_ici);
  const form = element("form", {}, element("div", { class: "fr-input-group" }, libelle, champ), bouton, dit);
  form.addEventListener("submit", async (soumis) => {
    soumis.preventDefault();
    dit.textContent = empreintes.includes(await empreinte(normaliser(champ.value))) ? mots.compare_oui : mots.compare_non;
  });
  return form;
}

// The one form that texts have when they are signed: print has its own spaces, dashes and apostrophes.
const normaliser = (tape) =>
  tape.normalize("NFC").replace(/[\p{Pd}\u2212\u2043\u02d7]/gu, "-").replace(/[\u2018-\u201b\u2032\uff07`\u00b4]/g, "'").replace(/\s+/g, " ").trim();

// The form waited for a key, which the token made needless.
function passerAuSuivant() {
  const titre = document.querySelector("main form h2");
  if (enLigne && titre) titre.textContent = mots.autre;
  for (const champ of document.querySelectorAll("#numero, #cle")) champ.value = "";
}

// What the register says of it now; nothing, when it could not be asked.
async function demanderLeDevenir(numero, cle) {
  try {
    const recu = await fetch(`/verification/${numero}?cle=${cle}`, { headers: { Accept: "application/json" } });
    if (!recu.ok) return {};
    const { devenir, faits, cle: signe } = await recu.json();
    if (!devenir) return { genre: "warning", intitule: mots.absent, phrases: [mots.d_absent] };
    return { ...direLeDevenir(devenir), faits, douteux: !signe.sur };
  } catch {
    return {};
  }
}

function direLeDevenir({ etat, le, remplace_par: numero, remplace }) {
  const suite = remplace ? [dire(mots.d_remplacant, { numero: remplace })] : [];
  const valeurs = { jour: le ? jour(le) : "", numero };
  if (etat === "annulé") return { genre: "error", intitule: mots.annule, phrases: [dire(mots.d_annule, valeurs), ...suite] };
  if (etat === "remplacé") return { genre: "warning", intitule: mots.remplace, phrases: [dire(mots.d_remplace, valeurs), ...suite] };
  const dit = le ? dire(mots.d_duplicata, valeurs) : mots.d_valable;
  return { genre: "success", intitule: mots.vrai, phrases: [...(etat.startsWith("valable") ? [dit] : []), ...suite] };
}

// Mail cuts lines, and puts signs around addresses: none of them is of the code.
const sansBlancs = (contenu) => contenu.replace(/\s|%20|%0[ad]/gi, "");
const deCode = (contenu) => contenu.match(/(?:^|[#<"'(«])(eyJ[\w-]+\.[\w-]+\.[\w-]+)[>"')».,;]*$/);
const confondu = (numero) => numero.toUpperCase().replace(/[^0-9A-Z]/g, "").replace(/O/g, "0").replace(/[IL]/g, "1");

async function examiner(contenu, adresse) {
  const trouve = deCode(contenu);
  if (!trouve && !contenu.includes("eyJ")) return montrer("info", mots.sans_code, "", ...paragraphes([mots.sans_code_dit]));
  if (!trouve) return faux();
  const [, numero] = adresse.match(/\/verification\/([^/?#\s]+)/) ?? [];
  const lu = await lire(trouve[1]);
  if (lu.refus === "inconnue" && !enLigne) {
    return montrer("warning", mots.cle_inconnue_titre, "", ...paragraphes([dire(mots.cle_inconnue, { jour: donnees.jour })]));
  }
  if (lu.refus === "inconnue" && !donnees.clesSures) throw new Error("the service has no keys to tell");
  if (lu.refus) return faux();
  if (numero && confondu(decodeURIComponent(numero)) !== confondu(lu.faits.numero)) return faux(mots.autre_numero);
  const douteux = cles[lu.kid].etat === "compromise"; // only the register knows which papers are older
  const inconnu = { genre: "info", intitule: mots.vrai, phrases: [mots.d_inconnu], douteux }; // green is for what is valid
  if (!enLigne) return montrerPapier(lu, inconnu);
  montrerPapier(lu, { ...inconnu, phrases: [mots.d_attente], attendu: true });
  const cle = await cleCourte(trouve[1]);
  const devenir = { ...inconnu, ...(await demanderLeDevenir(lu.faits.numero, cle)) };
  const dits = devenir.faits ? await completer(lu.faits, devenir.faits) : lu;
  montrerPapier({ ...lu, faits: dits.faits }, { ...devenir, contredits: dits.contredits }, pourEncore(lu.faits.numero, cle));
}

function pourEncore(numero, cle) {
  const chemin = `/verification/${numero}`;
  const image = element("img", { src: `${chemin}/code.png?cle=${cle}`, alt: "", width: 160, height: 160 });
  return [element("div", { class: "dg-encore" }, element("p", {}, `${mots.encore} ${donnees.adresse}${chemin}?cle=${cle}`), image)];
}

// A browser that knows no Ed25519 asks the server, by the short key; without a safe connection, a hand types it.
async function commencer(donne, adresse = donne) {
  const contenu = sansBlancs(donne);
  try {
    await examiner(contenu, sansBlancs(adresse));
  } catch {
    const [, numero] = location.pathname.match(/\/verification\/([^/]+)/) ?? [];
    if (enLigne && numero && globalThis.crypto?.subtle) {
      location.replace(`/verification/${numero}?cle=${await cleCourte(deCode(contenu)[1])}&langue=${langue}`);
      return;
    }
    montrer("info", mots.indisponible, "", ...paragraphes([mots.sans_script]));
  }
}

function lireLeFragment() {
  const fragment = location.hash.slice(1);
  if (fragment.includes(".")) commencer(fragment, location.href);
}

if (enLigne) {
  lireLeFragment();
  addEventListener("hashchange", lireLeFragment);
} else {
  document.getElementById("coller").addEventListener("submit", (soumis) => {
    soumis.preventDefault();
    commencer(document.getElementById("adresse").value);
  });
  if ("BarcodeDetector" in globalThis) photographier();
}

function photographier() {
  document.getElementById("photographier").hidden = false;
  document.getElementById("photo").addEventListener("change", async ({ target }) => {
    const lus = await new BarcodeDetector({ formats: ["qr_code"] }).detect(await createImageBitmap(target.files[0]));
    if (!lus.length) return montrer("info", mots.photo_rien, "");
    document.getElementById("adresse").value = lus[0].rawValue;
    document.getElementById("adresse").form.requestSubmit();
  });
}
