// Runs the benchmark of validation in Chromium: each peer bundled and minified, in a page of its own.

import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { brotliCompressSync, constants } from "node:zlib";

import { build } from "esbuild";

import { launchBrowser } from "../scripts/lib/browsers.js";
import { versionOf } from "./support.js";

/** Pages take the entry for pages where Node takes its own. */
const entryForPages = {
  name: "entry for pages",
  setup({ onResolve }) {
    onResolve({ filter: /\/pkg\/index\.node\.js$/ }, ({ path, resolveDir }) => ({
      path: join(resolveDir, path.replace(".node", "")),
    }));
  },
};

/** Bundles every peer; their sizes in bytes, compressed by brotli. */
export async function bundle(names, generated, folder) {
  await build({
    entryPoints: [...names.map((name) => join(generated, `${name}.js`)), join(import.meta.dirname, "measure.js")],
    outdir: folder,
    bundle: true,
    minify: true,
    format: "esm",
    target: "es2022",
    charset: "utf8",
    entryNames: "[name]",
    plugins: [entryForPages],
    logLevel: "error",
  });
  const size = (name) =>
    brotliCompressSync(readFileSync(join(folder, `${name}.js`)), { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } })
      .length;
  return Object.fromEntries(names.map((name) => [name, size(name)]));
}

function serve(folder) {
  // Isolated pages have clocks of five microseconds in place of a hundred.
  const headers = {
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-embedder-policy": "require-corp",
    "cache-control": "no-store",
  };
  const server = createServer((request, response) => {
    const isPage = !request.url.endsWith(".js");
    response.writeHead(200, { ...headers, "content-type": isPage ? "text/html" : "text/javascript; charset=utf-8" });
    response.end(isPage ? "<!doctype html><title>bench</title>" : readFileSync(join(folder, request.url.slice(1))));
  });
  return new Promise((resolve) =>
    server.listen(0, "127.0.0.1", () =>
      resolve({ url: `http://127.0.0.1:${server.address().port}/`, close: () => server.close() }),
    ),
  );
}

/** Runs `visit` with a way to open fresh pages. */
export async function withChromium(folder, visit) {
  const server = await serve(folder);
  const browser = await launchBrowser("chromium", { protocolTimeout: 0 });
  const inPage = async (work, argument) => {
    const context = await browser.createBrowserContext();
    try {
      const page = await context.newPage();
      await page.goto(server.url);
      return await page.evaluate(work, argument);
    } finally {
      await context.close();
    }
  };
  try {
    return await visit({
      version: await versionOf(browser),
      rows: (name, documents, set) => inPage(measureInPage, { name, documents: { [set]: documents[set] } }),
      cold: (name, documents) => inPage(coldInPage, { name, text: documents.sample.sound[0] }),
    });
  } finally {
    await browser.close();
    server.close();
  }
}

async function measureInPage({ name, documents }) {
  const [{ measureAll }, peer, engine] = await Promise.all(
    ["measure", name, "json-parse"].map((file) => import(`/${file}.js`)),
  );
  return measureAll(peer, engine, documents);
}

async function coldInPage({ name, text }) {
  const started = performance.now();
  const { fromText } = await import(`/${name}.js`);
  fromText(text);
  return { milliseconds: performance.now() - started };
}
