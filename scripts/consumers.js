// `npm run test:consumers`: installs the packed package in a tiny project for each bundler and runtime of
// tests/consumers, builds it without configuration, runs it, and lets it fetch a profile from the embedded server.
// Prints the table that the README shows (`-- --write` puts it there). `-- --quick` runs the half that `npm test` runs
// by default; `-- --only vite,next` runs some. What has passed is not run again until the package or the project
// changes.

import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { dirname, extname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { brotliCompressSync } from "node:zlib";

import { build } from "./build.js";
import { partsIn, withParents } from "./lib/parts-in.js";
import { ROOT, run, runQuietly } from "./lib/run.js";
import { TARBALL } from "./pack.js";
import { PAGES } from "./page-budgets.js";
import { PARTS } from "./parts.js";
import { findBrowsers, setUp } from "./setup.js";

const SOURCE = join(ROOT, "tests/consumers");
const PLACE = join(ROOT, "target/consumers");

/** Projects that build pages are tried in these browsers; `firefox` in both. */
const BROWSERS = { chromium: "Chromium", firefox: "Firefox" };

/** Parts of the wasm that only some replies need: `import()` loads them. */
const FOR_SOME_REPLIES = ["issues", "refusal"];

/** Parts of the wasm that a page loads which imports from the entry and has no bundler. */
const EVERYTHING = Object.keys(PARTS).filter(
  (part) => !["documents", "drift", "fleet", "page", "refusal"].includes(part),
);

const NEXT = {
  name: "next",
  of: "next",
  serve: ["next", "start", "--hostname", "127.0.0.1", "--port", "0"],
  out: ".next/static",
  pages: { "/": "text", "/client": "title" },
  recipes: { "Next.js: the proxy as a route handler": "app/api/zoom/phone/users/[userId]/route.js" },
};
const RECIPES = {
  name: "recipes",
  of: "@tanstack/react-query",
  build: ["vite", "build"],
  out: "dist",
  firefox: true,
  isQuick: true,
  // One of its users does not exist.
  loads: ["call", "refusal", "summary", "fleet"],
  recipes: {
    "React with TanStack Query": "react.jsx",
    "A page without a framework": "plain.js",
    "NDJSON to a fleet summary": "fleet.js",
  },
};

/**
 * What each project runs. `build` makes a page in `out`; `serve` starts a server whose `pages` are looked at; `prints`
 * is a program that prints the profile; `tests` is one whose exit code tells. Commands come from the projects'
 * node_modules, `of` names the package whose version is shown. `recipes` are put where they are told, as they stand on
 * the package's page. `loads` are the parts of the wasm that the page uses, and `later` those that some replies or
 * functions would load by `import()`, unless all `isOneFile`; what these need is added. `transfer` is how many KB of
 * scripts the page may take over the wire; `shows` is what it shows in place of the profile.
 */
export const CONSUMERS = [
  { name: "node-import", title: "Node.js, `import`", prints: ["node", "main.mjs"], isQuick: true },
  { name: "node-require", title: "Node.js, `require`", prints: ["node", "main.cjs"], isQuick: true },
  {
    name: "deno",
    title: "Deno",
    of: "deno",
    prints: [
      "deno",
      "run",
      "--quiet",
      "--no-lock",
      "--node-modules-dir=manual",
      "--allow-net=127.0.0.1",
      "--allow-env",
      "--allow-read",
      "main.mjs",
    ],
    isQuick: true,
  },
  { name: "bun", title: "Bun", of: "bun", prints: ["bun", "run", "main.js"], isQuick: true },
  {
    name: "workerd",
    title: "workerd (Cloudflare Workers)",
    of: "workerd",
    workerd: true,
    recipes: { "The proxy as a Cloudflare Worker": "recipe.js" },
    isQuick: true,
  },
  {
    name: "vite",
    title: "Vite, build",
    of: "vite",
    build: ["vite", "build"],
    out: "dist",
    firefox: true,
    isQuick: true,
  },
  {
    name: "vite",
    key: "vite-dev",
    title: "Vite, dev server",
    of: "vite",
    serve: ["vite", "--host", "127.0.0.1", "--port", "0"],
    pages: { "/": "title" },
    // It joins all of a package before it knows what is used.
    loads: EVERYTHING,
  },
  {
    name: "vite7",
    title: "Vite 7, build",
    of: "vite7",
    build: ["node", "../node_modules/vite7/bin/vite.js", "build"],
    out: "dist",
  },
  {
    name: "fleet-worker",
    title: "Vite 7, the worker of fleets",
    of: "vite7",
    build: ["node", "../node_modules/vite7/bin/vite.js", "build"],
    out: "dist",
    // The worker is one module, with the comparison of fleets.
    loads: ["drift", "issues"],
    later: [],
    shows: ({ zoom }) => `${zoom.directory.size} profiles`,
  },
  {
    name: "webpack",
    title: "webpack",
    of: "webpack",
    build: ["webpack", "--mode", "production"],
    out: "dist",
    html: true,
    isQuick: true,
  },
  {
    name: "rspack",
    title: "Rspack",
    of: "@rspack/core",
    build: ["rspack", "build", "--mode", "production"],
    out: "dist",
    html: true,
  },
  {
    name: "rollup",
    title: "Rollup",
    of: "rollup",
    build: ["rollup", "main.js", "-p", "node-resolve", "-d", "dist"],
    out: "dist",
    html: true,
  },
  {
    name: "esbuild",
    title: "esbuild",
    of: "esbuild",
    build: ["esbuild", "main.js", "--bundle", "--minify", "--format=esm", "--outdir=dist"],
    out: "dist",
    html: true,
    isOneFile: true,
    isQuick: true,
  },
  {
    name: "call",
    title: "esbuild, a page that only fetches a profile",
    of: "esbuild",
    build: ["esbuild", "main.js", "--bundle", "--minify", "--splitting", "--format=esm", "--outdir=dist"],
    out: "dist",
    html: true,
    loads: ["call"],
    // esbuild writes chunks of fleets and lists too, which nothing loads.
    later: [...FOR_SOME_REPLIES, "drift", "fleet", "page"],
    shows: ({ email }) => email,
    transfer: PAGES[0].initial.budget,
    isQuick: true,
  },
  {
    name: "parcel",
    title: "Parcel",
    of: "parcel",
    build: ["parcel", "build", "index.html", "--no-cache", "--no-source-maps"],
    out: "dist",
  },
  { ...NEXT, title: "Next.js, Turbopack: server component, route handler, client component", build: ["next", "build"] },
  { ...NEXT, key: "next-webpack", title: "Next.js, webpack: the same", build: ["next", "build", "--webpack"] },
  { ...RECIPES, title: "React with TanStack Query" },
  {
    ...RECIPES,
    key: "recipes-dev",
    title: "React built for development, whose `StrictMode` runs effects twice",
    of: "react",
    build: ["vite", "build", "--mode", "development"],
    env: { NODE_ENV: "development" },
    firefox: false,
    isQuick: false,
  },
  {
    name: "forms",
    title: "React Hook Form, TanStack Form and tRPC, by Standard Schema",
    of: "react-hook-form",
    prints: ["node", "main.mjs"],
    recipes: { "React with TanStack Query": "policies.tsx" },
    isQuick: true,
  },
  {
    name: "openapi",
    title: "openapi-typescript, @hey-api/openapi-ts and ajv",
    of: "openapi-typescript",
    prints: ["node", "main.mjs"],
    recipes: {
      "Clients and types out of the OpenAPI description": "generate.sh",
      "The JSON Schema with ajv": "ajv.js",
    },
  },
  { name: "vitest", title: "Vitest", of: "vitest", tests: ["vitest", "run"], isQuick: true },
  {
    name: "jest",
    title: "Jest (with `--experimental-vm-modules`)",
    of: "jest",
    tests: ["node", "--experimental-vm-modules", "../node_modules/jest/bin/jest.js"],
    isQuick: true,
  },
  {
    name: "page",
    title: "a page without a bundler, under a strict policy",
    out: ".",
    loads: EVERYTHING,
    firefox: true,
    isPlain: true,
    isQuick: true,
  },
  {
    name: "copies",
    title: "two copies in one page",
    out: ".",
    loads: [...EVERYTHING, "refusal"],
    isPlain: true,
    hasAnotherCopy: true,
    isQuick: true,
  },
  {
    name: "worker",
    title: "a Web Worker",
    of: "vite",
    build: ["vite", "build"],
    out: "dist",
    isOneFile: true,
    firefox: true,
  },
].map((consumer) => ({ key: consumer.name, ...consumer }));

/** A recipe of the package's page, the code below its heading, in the language of the file: without types in `.js`. */
function recipe(title, file) {
  const section = readFileSync(join(PLACE, "node_modules/zoom-phone-profile/README.md"), "utf8")
    .split(/^#+ /m)
    .find((each) => each.startsWith(`${title}\n`));
  const languages = file.endsWith(".sh") ? "sh" : "[jt]sx?";
  const [, code] = new RegExp(`\`{3}(?:${languages})\\n([\\s\\S]*?)\`{3}`).exec(section ?? "") ?? [];
  if (!code) throw new Error(`the README of the package has no recipe "${title}"`);
  // Loaded only here: the set-up, which installs it, comes first.
  const { transformSync } = createRequire(import.meta.url)("esbuild");
  return /\.jsx?$/.test(file) ? transformSync(code, { loader: "tsx", jsx: "preserve", target: "esnext" }).code : code;
}

const isPage = ({ out, pages }) => out !== undefined || pages !== undefined;

// ── the place

/** Installs the bundlers from the lockfile, once, and the package as npm would: from the tarball. */
function install() {
  mkdirSync(PLACE, { recursive: true });
  const lock = readFileSync(join(SOURCE, "package-lock.json"), "utf8");
  const stamp = join(PLACE, "node_modules/.lock-stamp");
  if (!existsSync(stamp) || readFileSync(stamp, "utf8") !== lock) {
    for (const file of ["package.json", "package-lock.json"]) cpSync(join(SOURCE, file), join(PLACE, file));
    cpSync(join(ROOT, ".npmrc"), join(PLACE, ".npmrc"));
    run("npm", ["ci", "--prefer-offline", "--no-audit", "--no-fund", "--loglevel=error"], { cwd: PLACE });
    writeFileSync(stamp, lock);
  }
  const installed = join(PLACE, "node_modules/zoom-phone-profile");
  rmSync(installed, { recursive: true, force: true });
  mkdirSync(installed);
  runQuietly("tar", ["-xzf", TARBALL, "--strip-components=1", "-C", installed]);
}

/** What a result depends on: the package, the project, the versions, this script. */
function digestOf({ name, key }) {
  const hash = createHash("sha256").update(key).update(process.version);
  const add = (path) => {
    if (statSync(path).isDirectory())
      return readdirSync(path)
        .sort()
        .forEach((file) => add(join(path, file)));
    hash.update(path.slice(ROOT.length)).update(readFileSync(path));
  };
  [
    join(PLACE, "node_modules/zoom-phone-profile"),
    join(SOURCE, name),
    join(SOURCE, "given.js"),
    join(SOURCE, "package-lock.json"),
    join(ROOT, "scripts/consumers.js"),
  ].forEach(add);
  return hash.digest("hex");
}

const stampOf = ({ key }) => join(PLACE, "passed", key);
const isUnchanged = (consumer) =>
  existsSync(stampOf(consumer)) && readFileSync(stampOf(consumer), "utf8") === digestOf(consumer);

// ── commands

/** Where a project's commands are: its own, then those that the repository has anyway. */
const PATH = [join(PLACE, "node_modules/.bin"), join(ROOT, "node_modules/.bin"), process.env.PATH].join(":");
const LIMIT_MS = 240_000;

/** Starts a command in a project's folder; `text` grows with what it prints. */
function start([command, ...args], folder, env) {
  const child = spawn(command, args, {
    cwd: folder,
    env: { ...process.env, PATH, NEXT_TELEMETRY_DISABLED: "1", ...env },
    stdio: ["ignore", "pipe", "pipe"],
    detached: true,
  });
  const process_ = { child, text: "", code: undefined };
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding("utf8").on("data", (chunk) => ((process_.text += chunk), child.emit("said")));
  const timer = setTimeout(() => stop(process_), LIMIT_MS);
  process_.ended = new Promise((resolve) => {
    child.on("error", (error) => ((process_.text += error.message), resolve((process_.code = 127))));
    child.on("close", (code) => (clearTimeout(timer), resolve((process_.code = code ?? 1)), child.emit("said")));
  });
  return process_;
}

/** Ends a command with all that it has started. */
function stop({ child }) {
  try {
    process.kill(-child.pid, "SIGKILL");
  } catch {
    // It has ended by itself.
  }
}

async function finished(command, folder, env) {
  const started = start(command, folder, env);
  if ((await started.ended) !== 0) throw new Error(`${command.join(" ")} failed:\n${started.text}`);
  return started.text;
}

/** Waits until a command has printed something. */
async function said(started, pattern) {
  for (;;) {
    const match = pattern.exec(started.text.replace(/\x1b\[[0-9;]*m/g, ""));
    if (match) return match;
    if (started.code !== undefined) throw new Error(`it ended before it was ready:\n${started.text}`);
    await new Promise((resolve) => started.child.once("said", resolve));
  }
}

// ── one project

async function tryOut(consumer, zoom) {
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
  if (consumer.serve) return servedByItself(consumer, folder, zoom);
  if (consumer.out) return servedByUs(consumer, join(folder, consumer.out), zoom);
  return [];
}

function assertShown(text, expected) {
  if (!text.includes(expected))
    throw new Error(`it shows ${JSON.stringify(text.slice(0, 2000))} in place of "${expected}"`);
}

/** Parts of the wasm that a page loads which imports `getUserProfile` and `summarizePolicy`. */
const CALL_AND_SUMMARY = ["call", "summary"];

/** Throws unless a bundle holds what its page may use, each part once, and no others. */
function assertParts(folder, { loads = CALL_AND_SUMMARY, later = FOR_SOME_REPLIES }) {
  const files = readdirSync(folder, { recursive: true })
    .map((file) => join(folder, file))
    .filter((file) => /\.(js|mjs|wasm)$/.test(file) && statSync(file).isFile());
  const texts = files.map((file) => readFileSync(file, "latin1"));
  assertSameParts("the bundle holds", texts, withParents([...loads, ...later]));
}

/** Throws unless these files, which a page has loaded, hold the parts that it uses, and no others. */
function assertLoads(texts, { loads = CALL_AND_SUMMARY, later = FOR_SOME_REPLIES, isOneFile, hasAnotherCopy }) {
  const expected = withParents(isOneFile ? [...loads, ...later] : loads);
  assertSameParts("the page has loaded", texts, hasAnotherCopy ? expected.flatMap((part) => [part, part]) : expected);
}

function assertSameParts(what, texts, expected) {
  const parts = partsIn(texts.join("\n")).join(", ");
  if (parts !== expected.join(", ")) throw new Error(`${what} the parts ${parts} in place of ${expected.join(", ")}`);
}

async function inWorkerd(folder, { baseUrl, userToken, expected, env }) {
  const server = start(["workerd", "serve", "worker.capnp", "--control-fd=1"], folder, env);
  try {
    const url = `http://127.0.0.1:${(await said(server, /"port":\s*(\d+)/))[1]}`;
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
    const url = `http://127.0.0.1:${(await said(server, /http:\/\/(?:127\.0\.0\.1|localhost):(\d+)/))[1]}`;
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
    return ["chromium"];
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
  return browsers;
}

/** What the headers of a response may take, in KB. */
const HEADERS = 0.3;

/** Throws if the scripts of a page have taken more KB over the wire, by the browser's own account. */
async function assertTransfer(page, most) {
  const sizes = await page.evaluate(() =>
    performance
      .getEntriesByType("resource")
      .filter(({ name }) => name.endsWith(".js"))
      .map(({ transferSize }) => transferSize / 1000),
  );
  const total = sizes.reduce((sum, size) => sum + size, 0);
  const report = `the page has loaded ${total.toFixed(1)} KB of scripts, of ${most} that it may`;
  console.log(report);
  if (total <= 0 || total > most + HEADERS * sizes.length) throw new Error(report);
}

// ── browsers

const opened = {};
const ARGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--disable-dev-shm-usage",
];

async function browserNamed(name) {
  const { default: puppeteer } = await import("puppeteer-core");
  return (opened[name] ??= puppeteer.launch({
    browser: name === "firefox" ? "firefox" : "chrome",
    executablePath: findBrowsers()[name],
    headless: true,
    args: name === "firefox" ? [] : ARGS,
  }));
}

/** Opens a page. Firefox may refuse to while another page is being closed: then it is asked once more. */
function newPage(browser) {
  return browser.newPage().catch(() => browser.newPage());
}

/** Looks at a page until its title is what is expected; `scripts` are then looked at while the page is still there. */
async function seen(name, url, expected, look = () => {}) {
  const page = await newPage(await browserNamed(name));
  const faults = [];
  const scripts = new Map();
  // A dev server that has found a dependency loads the page anew: its last answer for a file counts.
  page.on(
    "response",
    (response) =>
      /javascript|wasm/.test(response.headers()["content-type"]) && scripts.set(response.url().split("?")[0], response),
  );
  page.on("pageerror", (error) => faults.push(String(error)));
  page.on("console", (message) => message.type() === "error" && faults.push(message.text()));
  try {
    await page.goto(url);
    await page.waitForFunction(() => !["", "waiting"].includes(document.title), { timeout: 30_000 });
    assertShown(await page.title(), expected);
    await look([...scripts.values()], page);
  } catch (error) {
    throw new Error(`in ${BROWSERS[name]}: ${error.message}; ${faults.join("; ")}`);
  } finally {
    await page.close();
  }
}

// ── all of them

/**
 * What stands beside a page on its origin: Zoom itself, the package's proxy before it, and an export of all profiles.
 */
async function answerer(
  { zoom, tokenUrl, baseUrl },
  { ZOOM_ACCOUNT_ID: accountId, ZOOM_CLIENT_ID: clientId, ZOOM_CLIENT_SECRET: clientSecret, ZOOM_USER_ID },
) {
  const { createRequestHandler } = await import("../tests/zoom-server/server.js");
  const { createProxy, toNodeHandler } = await import(
    pathToFileURL(join(PLACE, "node_modules/zoom-phone-profile/proxy.js")).href
  );
  const proxy = createProxy({
    accountId,
    clientId,
    clientSecret,
    tokenUrl,
    baseUrl,
    allowedOrigins: [],
    authorize: (_, { userId }) => ({ userId: userId === "me" ? ZOOM_USER_ID : userId }),
  });
  const answerAsProxy = toNodeHandler(proxy);
  const answerAsZoom = createRequestHandler(zoom);
  return async (request, response) => {
    if (await answerAsZoom(request, response)) return true;
    if (request.url.startsWith("/api/zoom/")) await answerAsProxy(request, response);
    else if (request.url === "/export.ndjson")
      response.end([...zoom.directory.values()].map((profile) => `${JSON.stringify(profile)}\n`).join(""));
    else return false;
    return true;
  };
}

/** The embedded server, and what a project is told of it. */
async function startZoom() {
  const { startZoomServer } = await import("../tests/zoom-server/server.js");
  const server = await startZoomServer({ users: 4, requestsPerSecond: 1e6, cors: "*" });
  const { summarizePolicy } = await import(pathToFileURL(join(PLACE, "node_modules/zoom-phone-profile/index.js")).href);
  const [[userId, profile]] = server.zoom.directory;
  const userToken = server.zoom.issueToken({ kind: "user" });
  const { clientId, clientSecret, accountId } = server.zoom.demo;
  const env = {
    ZOOM_BASE_URL: server.baseUrl,
    ZOOM_TOKEN: userToken,
    ZOOM_TOKEN_URL: server.tokenUrl,
    ZOOM_USER_ID: userId,
    ZOOM_CLIENT_ID: clientId,
    ZOOM_CLIENT_SECRET: clientSecret,
    ZOOM_ACCOUNT_ID: accountId,
  };
  return {
    ...server,
    answer: await answerer(server, env),
    userToken,
    env,
    email: profile.email,
    expected: `${profile.email}: ${summarizePolicy(profile).counts.on} on`,
  };
}

async function report(consumer, zoom) {
  if (isUnchanged(consumer)) return { consumer, state: "unchanged" };
  const started = Date.now();
  try {
    await tryOut(consumer, zoom);
    mkdirSync(join(PLACE, "passed"), { recursive: true });
    writeFileSync(stampOf(consumer), digestOf(consumer));
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
  await Promise.all(Object.values(opened).map(async (browser) => (await browser).close()));
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
