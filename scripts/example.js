// `npm run example:node`, `npm run example:worker`: runs an example of examples/ against the embedded Zoom server.

import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync } from "node:fs";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

import { build } from "./build.js";
import { ROOT, startProcess } from "./lib/run.js";
import { setUp } from "./setup.js";

const PKG = join(ROOT, "pkg");
const EXAMPLES = join(ROOT, "examples");

/** Makes `zoom-phone-profile` resolve as in a project of its users: to what has been built. */
export function link() {
  const folder = join(EXAMPLES, "node_modules");
  mkdirSync(folder, { recursive: true });
  if (!existsSync(join(folder, "zoom-phone-profile"))) symlinkSync(PKG, join(folder, "zoom-phone-profile"), "junction");
}

/** What a server needs to know of the embedded Zoom server. */
export function environmentFor({ tokenUrl, zoom }) {
  const { accountId, clientId, clientSecret } = zoom.demo;
  return {
    ZOOM_ACCOUNT_ID: accountId,
    ZOOM_CLIENT_ID: clientId,
    ZOOM_CLIENT_SECRET: clientSecret,
    ZOOM_TOKEN_URL: tokenUrl,
    ZOOM_USER_ID: zoom.directory.keys().next().value,
  };
}

/** Starts the Node server; the page is its own. */
export async function startNode(zoomServer, port = 0) {
  link();
  const env = { ...environmentFor(zoomServer), PACKAGE: `${pathToFileURL(PKG)}/`, PORT: String(port) };
  const server = await startProcess(process.execPath, [join(EXAMPLES, "node/server.js")], env, /listening on (\d+)/);
  const url = `http://127.0.0.1:${server.port}`;
  return { pageUrl: `${url}/`, baseUrl: `${url}/api/zoom`, close: server.close };
}

/** Starts the Worker in workerd, and a page of another origin. */
export async function startWorker(zoomServer, port = 0) {
  link();
  // Loaded only here: the set-up, which installs it, is reached through this file's importers.
  const require = createRequire(import.meta.url);
  require("esbuild").buildSync({
    entryPoints: [join(EXAMPLES, "worker/worker.js")],
    outfile: join(ROOT, "target/examples/worker.js"),
    bundle: true,
    format: "esm",
    conditions: ["workerd"],
  });
  let baseUrl;
  const page = await servePage(port, () => ({ baseUrl, session: "demo-session" }));
  const env = { ...environmentFor(zoomServer), PAGE_ORIGIN: page.origin };
  const config = join(EXAMPLES, "worker/workerd.capnp");
  const worker = await startProcess(
    join(ROOT, "node_modules/.bin/workerd"),
    ["serve", config, "--control-fd=1"],
    env,
    /"socket":"http","port":(\d+)/,
  );
  baseUrl = `http://127.0.0.1:${worker.port}`;
  const close = () => Promise.all([worker.close(), page.close()]);
  return { pageUrl: `${page.origin}/`, pageOrigin: page.origin, baseUrl, close };
}

/** The modules of a folder, by the paths that they are served at. */
function modulesOf(folder, path) {
  const files = readdirSync(join(ROOT, folder), { recursive: true, encoding: "utf8" });
  const modules = files.filter((file) => file.endsWith(".js"));
  return Object.fromEntries(modules.map((file) => [`${path}${file}`, `${folder}/${file}`]));
}

async function servePage(port, configOf) {
  const files = {
    "/": "examples/page/index.html",
    "/page.js": "examples/page/page.js",
    ...modulesOf("pkg", "/zoom-phone-profile/"),
  };
  const server = createServer(({ url }, response) => {
    if (url === "/config.json")
      return response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(configOf()));
    const file = files[url];
    if (!file) return response.writeHead(404).end();
    response.writeHead(200, {
      "content-type": file.endsWith(".js") ? "text/javascript; charset=utf-8" : "text/html; charset=utf-8",
    });
    response.end(readFileSync(join(ROOT, file)));
  });
  await new Promise((resolve, reject) => server.once("error", reject).listen(port, "127.0.0.1", resolve));
  return {
    origin: `http://127.0.0.1:${server.address().port}`,
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(resolve));
    },
  };
}

async function main(name) {
  const start = { node: startNode, worker: startWorker }[name];
  if (!start) throw new Error(`there is no example "${name}": say node or worker`);
  setUp();
  console.log(`package: ${build()}`);
  const { startZoomServer } = await import("../tests/zoom-server/server.js");
  const zoomServer = await startZoomServer();
  const running = await start(zoomServer, Number(process.env.PORT ?? 0));
  console.log(
    `The page is at ${running.pageUrl}\nThe proxy is at ${running.baseUrl}/phone/users/{userId} (Ctrl-C ends them)`,
  );
  const end = () => Promise.all([running.close(), zoomServer.close()]).then(() => process.exit(0));
  for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, end);
}

if (process.argv[1] === join(ROOT, "scripts/example.js")) {
  main(process.argv[2]).catch((error) => {
    console.error(`example: ${error.message}`);
    process.exit(1);
  });
}
