// A server that records what reaches it, calls with a canary as their token, and the search for it.

import assert from "node:assert/strict";
import { createServer } from "node:http";
import { after, before } from "node:test";

import { ZoomPhoneError } from "#package";
import { CANARY, traceInValue } from "./canary.js";

export const listening = (server) =>
  new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(server.unref().address().port)));
export const closed = (server) => new Promise((resolve) => (server.closeAllConnections?.(), server.close(resolve)));

/** A server that answers by `reply(response, request)` and keeps all that it was sent. */
export async function recorder(reply) {
  const seen = [];
  const server = createServer((request, response) => {
    seen.push({ url: request.url, method: request.method, headers: request.rawHeaders });
    reply(response, request);
  });
  const port = await listening(server);
  return { seen, port, baseUrl: `http://127.0.0.1:${port}/v2`, close: () => closed(server) };
}

export async function failing(promise) {
  const error = await promise.then(
    () => assert.fail("it should have failed"),
    (reason) => reason,
  );
  assert.ok(error instanceof ZoomPhoneError, `a ZoomPhoneError, not ${error}`);
  return error;
}

export function assertClean(value, name) {
  assert.equal(traceInValue(value), undefined, name);
}

/** Every way in which a token comes into a call. */
export const WAYS = {
  "a text": () => CANARY,
  "a function": () => () => CANARY,
  "an async function": () => async () => CANARY,
  "a function that renews it":
    () =>
    ({ reason }) =>
      reason === "initial" ? CANARY : "another-token-of-tests",
  "a function that fails on renewal":
    () =>
    ({ reason }) => {
      if (reason === "initial") return CANARY;
      throw Object.assign(new Error(`no new token for ${CANARY}`), {
        config: { headers: { Authorization: `Bearer ${CANARY}` } },
      });
    },
  "a getter": () => ({
    get token() {
      return CANARY;
    },
  }),
};

export function optionsOf(way, more) {
  const token = WAYS[way]();
  const options = { maxRetries: 1, timeoutMs: 2000, ...more };
  return typeof token === "object"
    ? Object.defineProperties(options, Object.getOwnPropertyDescriptors(token))
    : { ...options, token };
}

const CONSOLE = ["log", "info", "warn", "error", "debug", "trace"];

/** Records what a file's tests print, in place of printing it. */
export function recordConsole() {
  const printed = [];
  const original = Object.fromEntries(CONSOLE.map((name) => [name, console[name]]));
  before(() => CONSOLE.forEach((name) => (console[name] = (...args) => printed.push(args))));
  after(() => Object.assign(console, original));
  return printed;
}
