// A client made from the published description alone, which the compiler checks and a real service answers.
import createClient from "openapi-fetch";
import { readFileSync } from "node:fs";
import type { components, paths } from "./description.js";

const [adresse, cle, fichier, jour] = process.argv.slice(2) as [string, string, string, string];
const client = createClient<paths>({ baseUrl: adresse, headers: { Authorization: `Bearer ${cle}` } });
const charge = JSON.parse(readFileSync(fichier, "utf-8")) as components["schemas"]["Charge"];

const regles = await client.GET("/v1/regles");
const depot = await client.POST("/v1/depots", {
  params: { query: { nom: "essai.json", date: jour }, header: { "Idempotency-Key": "client-ts" } },
  body: charge,
});
const relu = await client.GET("/v1/depots/{id}", { params: { path: { id: depot.data?.id ?? "" } } });
const controle = await client.POST("/v1/controles/{geste}", {
  params: { path: { geste: "editer-pv" as components["schemas"]["NomGeste"] }, query: { date: jour } },
  body: charge,
});
const absent = await client.GET("/v1/travaux/{id}", { params: { path: { id: "inconnu" } } });
const etat: components["schemas"]["EtatDepot"] | undefined = relu.data?.etat;
console.log(
  JSON.stringify({
    regles: regles.data?.length ?? 0,
    statut: depot.response.status,
    etat,
    manquements: controle.data?.manquements.length,
    detail: absent.error?.detail,
  }),
);
