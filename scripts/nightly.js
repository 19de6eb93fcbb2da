// `npm test -- --only nightly`: the tests of examples/nightly, on Node 22 or later, which miniflare needs. Where the
// machine's is older, an installed one runs them.

import { join } from "node:path";

import { link } from "./example.js";
import { installedNode, installOnce } from "./lib/node-lines.js";
import { ROOT, tee } from "./lib/run.js";

const SOURCE = join(ROOT, "tests/nightly");
/** The first line of Node on which miniflare runs. */
const LINE = 22;

const isOld = Number.parseInt(process.versions.node, 10) < LINE;
const node = isOld ? installedNode(String(LINE)).node : process.execPath;
// npm may run on the older Node, whose version miniflare refuses.
installOnce(join(SOURCE, "packages"), join(ROOT, "target/nightly"), "--engine-strict=false");
link();
const files = ["bucket", "jobs", "worker", "bullmq"].map((name) => join(SOURCE, `${name}.test.js`));
const { code } = await tee(node, ["--test", "--test-reporter=spec", "--test-timeout=600000", ...files]);
process.exitCode = code;
