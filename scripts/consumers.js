// `npm run test:consumers`: installs the packed package in a tiny project for each bundler and runtime of
// tests/consumers, builds it without configuration, runs it, and lets it fetch a profile from the embedded server.
// Prints the table that the README shows (`-- --write` puts it there). `-- --quick` runs the half that `npm test` runs
// by default; `-- --only vite,next` runs some. What has passed is not run again until the package or the project
// changes.

import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

import { build } from "./build.js";
import { closeBrowsers } from "./consumers/browsers.js";
import { install, isUnchanged, markPassed, SOURCE } from "./consumers/place.js";
import { CONSUMERS } from "./consumers/projects.js";
import { tryOut } from "./consumers/try-out.js";
import { startZoom } from "./consumers/zoom.js";
import { ROOT } from "./lib/run.js";
import { setUp } from "./setup.js";

const isPage = ({ out, pages }) => out !== undefined || pages !== undefined;

async function report(consumer, zoom) {
  if (isUnchanged(consumer)) return { consumer, state: "unchanged" };
  const started = Date.now();
  try {
    await tryOut(consumer, zoom);
    markPassed(consumer);
    return { consumer, state: "ok", seconds: (Date.now() - started) / 1000 };
  } catch (error) {
    return { consumer, state: "FAILED", seconds: (Date.now() - started) / 1000, error };
  }
}

/** Runs them two at a time, the longest first. */
async function runAll(consumers, zoom) {
  const queue = [...consumers].sort((a, b) => (b.name === "next") - (a.name === "next"));
  const results = [];
  const work = async () => {
    for (let consumer = queue.shift(); consumer; consumer = queue.shift()) {
      const result = await report(consumer, zoom);
      results.push(result);
      console.log(
        `${result.state.padEnd(9)} ${consumer.key.padEnd(13)} ` +
          (result.seconds ? `${result.seconds.toFixed(1)} s` : "") +
          (result.error ? `\n${result.error.message}` : ""),
      );
    }
  };
  await Promise.all([work(), work()]);
  return results;
}

/** The table of the README, as Markdown. */
export function table() {
  const lock = JSON.parse(readFileSync(join(SOURCE, "package-lock.json"), "utf8")).packages;
  const own = JSON.parse(readFileSync(join(ROOT, "package-lock.json"), "utf8")).packages;
  const versionOf = (name) => (name ? (lock[`node_modules/${name}`] ?? own[`node_modules/${name}`]).version : "");
  const rows = CONSUMERS.map((consumer) => {
    const browsers = !isPage(consumer) ? "" : consumer.firefox ? "Chromium, Firefox" : "Chromium";
    const version = consumer.isPlain ? "" : versionOf(consumer.of) || "20.19 and later";
    return `| ${consumer.title} | ${version} | ${browsers} |`;
  });
  return ["| works in | tried with | runs in |", "| --- | --- | --- |", ...rows].join("\n");
}

const TABLE = /(<!-- consumers -->\n)[\s\S]*?(<!-- \/consumers -->)/;
/** Where the table stands. */
export const SHOWN_IN = ["README.md", "pkg-template/README.md"];
export const shownIn = (file) => TABLE.exec(readFileSync(join(ROOT, file), "utf8"))?.[0];
const put = (file) =>
  writeFileSync(
    join(ROOT, file),
    readFileSync(join(ROOT, file), "utf8").replace(TABLE, (_, begin, end) => `${begin}${table()}\n${end}`),
  );

async function main(args) {
  if (args.includes("--write")) return SHOWN_IN.forEach(put);
  const only = args.includes("--only") ? args[args.indexOf("--only") + 1].split(",") : null;
  // `npm test` has packed it before.
  if (!args.includes("--packed")) {
    setUp({ browsers: true });
    build();
  }
  install();
  const zoom = await startZoom();
  const chosen = CONSUMERS.filter(({ key, isQuick }) =>
    only ? only.includes(key) : isQuick || !args.includes("--quick"),
  );
  const results = await runAll(chosen, zoom);
  await closeBrowsers();
  await zoom.close();
  const failed = results.filter(({ state }) => state === "FAILED").length;
  console.log(`\n${table()}\n\nconsumers: ${results.length - failed} passed, ${failed} failed`);
  process.exitCode = failed > 0 || results.length === 0 ? 1 : 0;
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  main(process.argv.slice(2)).catch((error) => {
    console.error(`consumers: ${error.message}`);
    process.exit(1);
  });
}
