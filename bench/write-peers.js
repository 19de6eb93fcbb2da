// Writes the peers, each with this profile's schema, for `npm run size` to measure, and prints the title and the module
// of each as JSON. Run as a program: scripts/ imports nothing from here.

import { readFileSync } from "node:fs";
import { join } from "node:path";

import { ROOT } from "../scripts/lib/run.js";
import { NAMES, writePeers } from "./peers.js";
import { BENCH, GENERATED } from "./support.js";

await writePeers(JSON.parse(readFileSync(join(ROOT, "pkg/schema.json"), "utf8")), GENERATED, BENCH);
const others = Object.entries(NAMES).filter(([name]) => name !== "ours" && name !== "json-parse");
console.log(JSON.stringify(others.map(([name, title]) => ({ title, file: join(GENERATED, `${name}.js`) }))));
