// WebKitGTK's MiniBrowser under Xvfb, by WebDriver over HTTP: Debian's packages webkit2gtk-driver and xvfb.

import { spawn } from "node:child_process";
import { readdirSync } from "node:fs";
import { createServer } from "node:net";

import { exists } from "../../scripts/lib/run.js";

/** MiniBrowser, where Debian puts it for each machine and version. */
function findMiniBrowser() {
  const files = readdirSync("/usr/lib", { withFileTypes: true }).filter(
    (entry) => entry.isDirectory() && /-linux-gnu/.test(entry.name),
  );
  for (const { name } of files) {
    const version = readdirSync(`/usr/lib/${name}`)
      .filter((folder) => /^webkit2?gtk-\d/.test(folder))
      .sort()
      .at(-1);
    if (version) return `/usr/lib/${name}/${version}/MiniBrowser`;
  }
  return null;
}

const freePort = () =>
  new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });

/** Starts the browser; a page of it that can be sent somewhere and be asked. */
export async function launchWebKit() {
  const browser = findMiniBrowser();
  if (!browser || !exists("WebKitWebDriver") || !exists("Xvfb"))
    throw new Error("WebKit is missing: apt-get install webkit2gtk-driver xvfb");
  const display = spawn("Xvfb", ["-displayfd", "3", "-screen", "0", "1280x900x24", "-nolisten", "tcp"], {
    stdio: ["ignore", "ignore", "ignore", "pipe"],
  });
  const number = await new Promise((resolve, reject) => {
    display.stdio[3].once("data", (data) => resolve(Number(data)));
    display.once("exit", (code) => reject(new Error(`Xvfb ended with ${code}`)));
  });
  const port = await freePort();
  // A container's root may start no sandbox of its own; nothing is drawn that a graphics card would help with.
  const env = {
    ...process.env,
    DISPLAY: `:${number}`,
    WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS: "1",
    WEBKIT_DISABLE_COMPOSITING_MODE: "1",
    NO_AT_BRIDGE: "1",
  };
  const driver = spawn("WebKitWebDriver", [`--port=${port}`, "--host=127.0.0.1"], { env, stdio: "ignore" });
  const call = async (method, path, body) => {
    const response = await fetch(`http://127.0.0.1:${port}${path}`, {
      method,
      body: body && JSON.stringify(body),
      headers: { "content-type": "application/json" },
    });
    const { value } = await response.json();
    if (value?.error) throw new Error(`${value.error}: ${value.message}`);
    return value;
  };
  await untilReady(() => call("GET", "/status"));
  const options = { "webkitgtk:browserOptions": { binary: browser, args: ["--automation"] } };
  const { sessionId, capabilities } = await call("POST", "/session", { capabilities: { alwaysMatch: options } });
  const session = `/session/${sessionId}`;
  await call("POST", `${session}/timeouts`, { script: 60_000 });
  return {
    version: `${capabilities.browserName} ${capabilities.browserVersion}`,
    goto: (url) => call("POST", `${session}/url`, { url }),
    /** Runs a function in the page, with arguments, and waits for its promise. */
    async evaluate(work, ...args) {
      const script = `const done = arguments[arguments.length - 1];
        (${work})(...Array.prototype.slice.call(arguments, 0, -1))
          .then((value) => done({ value }), (error) => done({ error: String(error && error.stack || error) }));`;
      const { value, error } = await call("POST", `${session}/execute/async`, { script, args });
      if (error) throw new Error(error);
      return value;
    },
    async close() {
      await call("DELETE", session).catch(() => {});
      driver.kill();
      display.kill();
    },
  };
}

/** Asks until there is an answer: the driver prints nothing when it has begun. */
async function untilReady(ask) {
  for (let left = 200; ; left--) {
    try {
      return await ask();
    } catch (error) {
      if (left === 0) throw error;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}
