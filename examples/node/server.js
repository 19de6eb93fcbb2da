// A dashboard's server: the page, and Zoom behind the proxy, of one origin. `npm run example:node` starts it.

import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { extname } from "node:path";

import { createProxy, toNodeHandler } from "zoom-phone-profile/proxy";

const {
  ZOOM_ACCOUNT_ID,
  ZOOM_CLIENT_ID,
  ZOOM_CLIENT_SECRET,
  ZOOM_TOKEN_URL,
  ZOOM_USER_ID,
  PACKAGE,
  PORT = 8090,
} = process.env;

/** Who is signed in, by session: a placeholder for your own sessions. */
const sessions = new Map([["demo-session", { zoomUserId: ZOOM_USER_ID, isAdmin: true }]]);

const proxy = createProxy({
  accountId: ZOOM_ACCOUNT_ID,
  clientId: ZOOM_CLIENT_ID,
  clientSecret: ZOOM_CLIENT_SECRET,
  tokenUrl: ZOOM_TOKEN_URL,
  allowedOrigins: [], // the page has the proxy's own origin
  allowedHosts: ["localhost", "127.0.0.1"], // put the name here that your pages use; see SECURITY.md on DNS rebinding
  authorize(request, { userId }) {
    const session = /(?:^|; )session=([^;]*)/.exec(request.headers.get("cookie") ?? "")?.[1];
    const person = sessions.get(session);
    if (!person) return Response.json({ message: "Sign in at /" }, { status: 401 });
    return userId === "me" ? { userId: person.zoomUserId } : person.isAdmin;
  },
  onError: (error) => console.error(error),
});

const PAGE = new URL("../page/", import.meta.url);
const FILES = {
  "/": new URL("index.html", PAGE),
  "/page.js": new URL("page.js", PAGE),
};
/** The package's modules, which the page imports as they are; a bundler would join those that are used. */
const MODULE = /^\/zoom-phone-profile\/((?:[\w-]+\/)?[\w.-]+\.js)$/;
const TYPES = { ".html": "text/html; charset=utf-8", ".js": "text/javascript; charset=utf-8" };

const zoom = toNodeHandler(proxy);

async function answer(incoming, outgoing) {
  const { pathname } = new URL(incoming.url, "http://localhost");
  if (pathname.startsWith("/api/zoom/")) return zoom(incoming, outgoing);
  if (pathname === "/config.json") return outgoing.end('{"baseUrl":"/api/zoom"}');
  const module = MODULE.exec(pathname)?.[1];
  const file = module ? new URL(module, PACKAGE) : FILES[pathname];
  const bytes = file && (await readFile(file).catch(() => null));
  if (!bytes) return outgoing.writeHead(404).end("There is no such page.\n");
  outgoing.setHeader("content-type", TYPES[extname(file.pathname)]);
  // Your sign-in gives the cookie, to people it knows.
  if (pathname === "/") outgoing.setHeader("set-cookie", "session=demo-session; HttpOnly; SameSite=Strict; Path=/");
  outgoing.end(bytes);
}

const server = createServer((incoming, outgoing) => {
  answer(incoming, outgoing).catch((error) => {
    console.error(error);
    outgoing.destroy();
  });
});
server.listen(Number(PORT), "127.0.0.1", () => console.log(`listening on ${server.address().port}`));
