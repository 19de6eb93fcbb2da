// `npm start`: sets up, builds, fetches a profile from the embedded Zoom server, explains it, and serves the page.
// `npm start -- --once` prints and ends.

import { existsSync, readFileSync, statSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join, normalize, sep } from "node:path";

import { build } from "./build.js";
import { ROOT } from "./lib/run.js";
import { buildPage, PAGE } from "./page.js";
import { setUp } from "./setup.js";

const TYPES = {
  ".html": "text/html",
  ".js": "text/javascript",
  ".css": "text/css",
  ".svg": "image/svg+xml",
  ".wasm": "application/wasm",
  ".json": "application/json",
  ".gz": "application/octet-stream",
};

/** Serves the page that is built, and Zoom, both from one origin. */
export async function serve(port, options = {}) {
  const { createRequestHandler } = await import("../tests/zoom-server/server.js");
  const { createZoom } = await import("../tests/zoom-server/zoom.js");
  const zoom = createZoom(options);
  const answerZoom = createRequestHandler(zoom, { isCompressed: true });
  const server = createServer((request, response) => {
    answerZoom(request, response)
      .then((isDone) => isDone || sendDemo(request, response, zoom) || sendFile(request, response))
      .catch(() => response.destroy());
  });
  await listen(server, port);
  const url = `http://127.0.0.1:${server.address().port}`;
  return {
    url,
    zoom,
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Listens on the port that was asked for, or else on 8080 or the next one that is free. */
async function listen(server, port) {
  for (let candidate = port ?? 8080; ; candidate++) {
    try {
      await new Promise((resolve, reject) => server.once("error", reject).listen(candidate, "127.0.0.1", resolve));
      return;
    } catch (error) {
      if (error.code !== "EADDRINUSE" || port !== undefined || candidate > 8180) {
        throw new Error(`port ${candidate} cannot be used: ${error.code}. Choose another with PORT`);
      }
    }
  }
}

/** Tells the page that the server is there, and the client to sign in with: a static host has no such file. */
function sendDemo({ url }, response, { demo }) {
  if (url !== "/sample-server.json") return false;
  response.writeHead(200, { "content-type": "application/json", "cache-control": "no-store" });
  response.end(JSON.stringify(demo));
  return true;
}

/** Sends a file of the page, compressed as the browser takes it: the copies were made by the build. */
function sendFile(request, response) {
  const path = normalize(decodeURIComponent(new URL(request.url, "http://page").pathname));
  const file = join(PAGE, path.endsWith(sep) ? `${path}index.html` : path);
  if (!file.startsWith(PAGE) || !existsSync(file) || !statSync(file).isFile()) {
    response.writeHead(404, { "content-type": "text/plain" }).end("There is no such file.\n");
    return;
  }
  const accepted = (request.headers["accept-encoding"] ?? "").split(/[,;]\s*/);
  const [encoding, suffix] =
    ENCODINGS.find(([name, ending]) => accepted.includes(name) && existsSync(file + ending)) ?? [];
  response.writeHead(200, {
    "content-type": typeOf(file),
    "cache-control": "no-cache",
    vary: "accept-encoding",
    ...(encoding && { "content-encoding": encoding }),
  });
  response.end(readFileSync(file + (suffix ?? "")));
}

/** Engines compile wasm while it comes only if its type stands alone. */
function typeOf(file) {
  const type = TYPES[extname(file)] ?? "application/octet-stream";
  return type === "application/wasm" ? type : `${type}; charset=utf-8`;
}

const ENCODINGS = [
  ["br", ".br"],
  ["gzip", ".gz"],
];

/** The person of a profile, in a few lines. */
function describe(profile) {
  const address = profile.emergency_address ?? {};
  const place = [
    address.address_line1,
    address.address_line2,
    [address.city, address.state_code, address.zip].filter(Boolean).join(" "),
    address.country,
  ];
  const facts = {
    User: profile.email ?? profile.id,
    Extension: profile.extension_number,
    Numbers: profile.phone_numbers?.map(({ number }) => number).join(", "),
    Department: [profile.department, profile.cost_center].filter(Boolean).join(", "),
    Plans: profile.calling_plans?.map(({ type, name }) => name ?? type).join(", "),
    Status: { activate: "active", deactivate: "deactivated" }[profile.status] ?? profile.status,
    "Emergency address": place.filter(Boolean).join(", "),
  };
  return Object.entries(facts)
    .map(([name, fact]) => `${name.padEnd(18)} ${fact || "not given"}`)
    .join("\n");
}

async function explain({ url, zoom }) {
  const { getUserProfile, formatPolicySummary } = await import("../pkg/index.node.js");
  const signIn = async () => {
    const reply = await fetch(`${url}/oauth/token`, {
      method: "POST",
      headers: { authorization: `Basic ${btoa(`${zoom.demo.clientId}:${zoom.demo.clientSecret}`)}` },
      body: new URLSearchParams({ grant_type: "authorization_code", code: zoom.demo.code }),
    });
    return (await reply.json()).access_token;
  };
  const profile = await getUserProfile("me", { baseUrl: `${url}/v2`, token: signIn });
  console.log(`\n${describe(profile)}\n\nPolicies: ${formatPolicySummary(profile, "text")}`);
}

async function main() {
  setUp();
  console.log(`package: ${build()}`);
  console.log(`page: ${await buildPage()}`);
  const isOnce = process.argv.includes("--once");
  const port = process.env.PORT === undefined ? undefined : Number(process.env.PORT);
  const running = await serve(isOnce && port === undefined ? 0 : port);
  await explain(running);
  if (isOnce) return running.close();
  console.log(`The page is at ${running.url}/ (Ctrl-C ends it)`);
  for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => running.close().then(() => process.exit(0)));
}

if (process.argv[1] === join(ROOT, "scripts/start.js")) {
  main().catch((error) => {
    console.error(`npm start: ${error.message}`);
    process.exit(1);
  });
}
