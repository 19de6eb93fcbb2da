// One process of the benchmark, started by validate.js, which reads the JSON that it prints: `rows` measures a peer
// against JSON.parse, `cold` times its first validated profile, `agree` lists the documents on which it and our verdict
// differ.

import { readFileSync } from "node:fs";

const [, , what, name, documentsFile, set] = process.argv;
const peerUrl = new URL(`./generated/${name}.js`, import.meta.url);
const documents = JSON.parse(readFileSync(documentsFile, "utf8"));

async function cold() {
  const text = documents.sample.sound[0];
  const started = performance.now();
  const { fromText } = await import(peerUrl);
  fromText(text);
  return { milliseconds: performance.now() - started };
}

/** One set of documents for each process: what an engine learns of one must not show in the other. */
async function rows(set) {
  const { measureAll } = await import("./measure.js");
  return measureAll(await import(peerUrl), await import("./generated/json-parse.js"), { [set]: documents[set] });
}

/** Verdicts on mutated profiles, and the number of issues of those with ten defects. */
async function agree() {
  const peer = await import(peerUrl);
  return {
    verdicts: documents.mutated.map((text) => peer.accepts(JSON.parse(text))),
    counts: documents.fleet.broken.map((text) => peer.issues(text).length),
  };
}

console.log(JSON.stringify(await { cold, rows, agree }[what](set)));
