// Finds and runs commands, on Linux, macOS and Windows.

import { spawn, spawnSync } from "node:child_process";
import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The checkout's folder. */
export const ROOT = fileURLToPath(new URL("../../", import.meta.url)).replace(/[\\/]$/, "");

/** What a command prints on standard output, or `null` where it fails or does not exist. */
export function output(command, args, options = {}) {
  const result = spawnSync(command, args, {
    cwd: ROOT,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "ignore"],
    ...options,
  });
  return result.status === 0 ? result.stdout.trim() : null;
}

/** Runs a command with its output on the terminal; throws, naming it, where it fails. */
export function run(command, args, options = {}) {
  const result = spawnSync(command, args, { cwd: ROOT, stdio: "inherit", ...options });
  if (result.error) throw new Error(`${command} could not be started: ${result.error.message}`);
  if (result.status !== 0)
    throw new Error(`${[command, ...args].join(" ")} failed (exit ${result.status ?? result.signal})`);
}

/** Runs a command and shows its output only where it fails. */
export function runQuietly(command, args, options = {}) {
  const result = spawnSync(command, args, { cwd: ROOT, encoding: "utf8", maxBuffer: 1 << 28, ...options });
  if (result.error) throw new Error(`${command} could not be started: ${result.error.message}`);
  if (result.status !== 0) {
    process.stderr.write(`${result.stdout}\n${result.stderr}\n`);
    throw new Error(`${[command, ...args].join(" ")} failed (exit ${result.status ?? result.signal})`);
  }
}

/** Runs a command, shows its output as it comes, and gives it back with the exit code. */
export function tee(command, args, options = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd: ROOT, stdio: ["ignore", "pipe", "pipe"], ...options });
    let text = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8");
      stream.on("data", (chunk) => {
        text += chunk;
        process.stdout.write(chunk);
      });
    }
    child.on("error", (error) => resolve({ code: 127, text: `${command} could not be started: ${error.message}` }));
    child.on("close", (code) => resolve({ code: code ?? 1, text }));
  });
}

/** Runs npm, and shows its output only where it fails. */
export function npm(args, options = {}) {
  // npm names its own script to what it runs. Without that, Windows needs a shell: its `npm` is a batch file.
  const script = process.env.npm_execpath;
  if (script?.endsWith("npm-cli.js")) return runQuietly(process.execPath, [script, ...args], options);
  runQuietly("npm", args, { shell: process.platform === "win32", ...options });
}

/** The path of a command, or `null` where `PATH` has none of its name. */
export function which(command) {
  const extensions = process.platform === "win32" ? [".exe", ".cmd", ".bat"] : [""];
  const places = (process.env.PATH ?? "").split(delimiter).filter(Boolean);
  const candidates = places.flatMap((place) => extensions.map((extension) => join(place, command + extension)));
  return candidates.find(isExecutable) ?? null;
}

function isExecutable(file) {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Whether a command exists. */
export const exists = (command) => which(command) !== null;

/** Starts a server as a process of its own; resolves with its ports, which the groups of `pattern` find. */
export async function startProcess(command, args, env, pattern) {
  const child = spawn(command, args, { env: { ...process.env, ...env }, stdio: ["ignore", "pipe", "inherit"] });
  const ended = new Promise((resolve) => child.once("exit", resolve));
  const ports = await new Promise((resolve, reject) => {
    let printed = "";
    child.stdout.on("data", (chunk) => {
      printed += chunk;
      const found = pattern.exec(printed);
      if (found) resolve(found.slice(1).map(Number));
    });
    child.once("error", reject);
    ended.then((code) => reject(new Error(`${command} ended with ${code}: ${printed}`)));
  });
  return {
    port: ports[0],
    ports,
    close: () => {
      child.kill();
      return ended;
    },
  };
}
