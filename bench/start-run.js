// One cold start in Node: prints the milliseconds from the import of a module of bench/start.js to its result.

import { readFileSync } from "node:fs";

const [, , url, sample] = process.argv;
const text = readFileSync(sample, "utf8");
const inputs = { text, bytes: new TextEncoder().encode(text), profile: JSON.parse(text) };
// The engine's own start of `fetch` is no part of ours.
await Response.json(inputs).text();
const started = performance.now();
await import(url);
await globalThis.run(inputs);
console.log(performance.now() - started);
