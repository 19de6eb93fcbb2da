// Commands of the projects: builds, programs that print a profile, and servers.

import { spawn } from "node:child_process";
import { join } from "node:path";

import { ROOT } from "../lib/run.js";
import { PLACE } from "./place.js";

/** Where a project's commands are: its own, then those that the repository has anyway. */
const PATH = [join(PLACE, "node_modules/.bin"), join(ROOT, "node_modules/.bin"), process.env.PATH].join(":");
const LIMIT_MS = 240_000;

/** Starts a command in a project's folder; `text` grows with what it prints. */
export function start([command, ...args], folder, env) {
  const child = spawn(command, args, {
    cwd: folder,
    env: { ...process.env, PATH, NEXT_TELEMETRY_DISABLED: "1", ...env },
    stdio: ["ignore", "pipe", "pipe"],
    detached: true,
  });
  const started = { child, text: "", code: undefined };
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding("utf8").on("data", (chunk) => ((started.text += chunk), child.emit("printed")));
  const timer = setTimeout(() => stop(started), LIMIT_MS);
  started.ended = new Promise((resolve) => {
    child.on("error", (error) => ((started.text += error.message), resolve((started.code = 127))));
    child.on("close", (code) => (clearTimeout(timer), resolve((started.code = code ?? 1)), child.emit("printed")));
  });
  return started;
}

/** Ends a command with all that it has started. */
export function stop({ child }) {
  try {
    process.kill(-child.pid, "SIGKILL");
  } catch {
    // It has ended by itself.
  }
}

export async function finished(command, folder, env) {
  const started = start(command, folder, env);
  if ((await started.ended) !== 0) throw new Error(`${command.join(" ")} failed:\n${started.text}`);
  return started.text;
}

/** Waits until a command has printed something. */
export async function printed(started, pattern) {
  for (;;) {
    const match = pattern.exec(started.text.replace(/\x1b\[[0-9;]*m/g, ""));
    if (match) return match;
    if (started.code !== undefined) throw new Error(`it ended before it was ready:\n${started.text}`);
    await new Promise((resolve) => started.child.once("printed", resolve));
  }
}
