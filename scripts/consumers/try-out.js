// Tries out one project: builds it, runs it, and looks at what it shows.

import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { dirname, extname, join } from "node:path";
import { brotliCompressSync } from "node:zlib";

import { assertLoads, assertParts, assertShown, assertTransfer } from "./assertions.js";
import { BROWSERS, seen } from "./browsers.js";
import { finished, printed, start, stop } from "./commands.js";
import { PLACE, recipe, SOURCE } from "./place.js";

/** Throws unless the project does what it is listed for. */
export async function tryOut(consumer, zoom) {
  const folder = join(PLACE, consumer.key);
  rmSync(folder, { recursive: true, force: true });
  cpSync(join(SOURCE, consumer.name), folder, { recursive: true });
  // Each project is a module project of its own, as `npm init` makes it.
  if (!existsSync(join(folder, "package.json")))
    writeFileSync(join(folder, "package.json"), JSON.stringify({ name: consumer.key, private: true, type: "module" }));
  const { expected, env } = zoom;
  const copies = [consumer.isPlain && "zoom-phone-profile", consumer.hasAnotherCopy && "another-copy"].filter(Boolean);
  for (const copy of copies)
    cpSync(join(PLACE, "node_modules/zoom-phone-profile"), join(folder, copy), { recursive: true });
  if (consumer.recipes) cpSync(join(SOURCE, "given.js"), join(folder, "given.js"));
  for (const [title, file] of Object.entries(consumer.recipes ?? {})) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), recipe(title, file));
  }
  if (consumer.build) await finished(consumer.build, folder, { ...env, ...consumer.env });
  if (consumer.html) cpSync(join(folder, "index.html"), join(folder, consumer.out, "index.html"));
  if (consumer.build) assertParts(join(folder, consumer.out), consumer);
  if (consumer.tests) await finished(consumer.tests, folder, { ...env, EXPECTED: expected });
  if (consumer.prints) assertShown(await finished(consumer.prints, folder, env), expected);
  if (consumer.workerd) await inWorkerd(folder, zoom);
  if (consumer.serve) await servedByItself(consumer, folder, zoom);
  else if (consumer.out) await servedByUs(consumer, join(folder, consumer.out), zoom);
}

async function inWorkerd(folder, { baseUrl, userToken, expected, env }) {
  const server = start(["workerd", "serve", "worker.capnp", "--control-fd=1"], folder, env);
  try {
    const url = `http://127.0.0.1:${(await printed(server, /"port":\s*(\d+)/))[1]}`;
    assertShown(await (await fetch(`${url}/?${new URLSearchParams({ baseUrl, token: userToken })}`)).text(), expected);
    // The recipe, as its page asks it: for oneself, and for another, which is for admins.
    const ask = (userId, origin) => fetch(`${url}/api/zoom/phone/users/${userId}`, { headers: { origin } });
    assertShown(await (await ask("me", "https://dashboard.example")).text(), `"id":"${env.ZOOM_USER_ID}"`);
    for (const [userId, origin] of [
      ["another", "https://dashboard.example"],
      ["me", "https://elsewhere.example"],
    ])
      assertShown(String((await ask(userId, origin)).status), "403");
  } finally {
    stop(server);
  }
}

/** A server of the project's own: its pages as text, and in browsers. */
async function servedByItself(consumer, folder, zoom) {
  const server = start(consumer.serve, folder, zoom.env);
  try {
    const url = `http://127.0.0.1:${(await printed(server, /http:\/\/(?:127\.0\.0\.1|localhost):(\d+)/))[1]}`;
    for (const [page, kind] of Object.entries(consumer.pages)) {
      if (kind === "text") assertShown(await (await fetch(url + page)).text(), zoom.expected);
      else
        await seen(
          "chromium",
          `${url}${page}?${new URLSearchParams({ baseUrl: zoom.baseUrl, token: zoom.userToken })}`,
          zoom.expected,
          async (scripts) => assertLoads(await Promise.all(scripts.map((script) => script.text())), consumer),
        );
    }
  } finally {
    stop(server);
  }
}

const TYPES = { ".html": "text/html", ".js": "text/javascript", ".wasm": "application/wasm", ".css": "text/css" };
/** What a page needs, and no more. */
const POLICY = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'; worker-src 'self'";

/**
 * A folder of files beside Zoom on one origin, under a strict content security policy, compressed as servers compress
 * what does not change.
 */
async function servedByUs(consumer, folder, zoom) {
  const served = new Map();
  const server = createServer(async (request, response) => {
    if (await zoom.answer(request, response)) return;
    const { pathname } = new URL(request.url, "http://page");
    const file = join(folder, pathname === "/" ? "index.html" : pathname);
    if (!file.startsWith(folder) || !existsSync(file)) return response.writeHead(404).end();
    const bytes = readFileSync(file);
    if (/\.(js|wasm)$/.test(file)) served.set(pathname, bytes.toString("latin1"));
    const headers = { "content-type": TYPES[extname(file)] ?? "text/plain", "content-security-policy": POLICY };
    if (!/\bbr\b/.test(request.headers["accept-encoding"])) return response.writeHead(200, headers).end(bytes);
    response.writeHead(200, { ...headers, "content-encoding": "br" }).end(brotliCompressSync(bytes));
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const browsers = consumer.firefox ? Object.keys(BROWSERS) : ["chromium"];
  const expected = consumer.shows?.(zoom) ?? zoom.expected;
  const url = `http://127.0.0.1:${server.address().port}/?token=${zoom.userToken}`;
  try {
    for (const browser of browsers) {
      served.clear();
      await seen(browser, url, expected, (_, page) => consumer.transfer && assertTransfer(page, consumer.transfer));
      assertLoads([...served.values()], consumer);
    }
  } finally {
    server.closeAllConnections();
    server.close();
  }
}
