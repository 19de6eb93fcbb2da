// A TCP proxy that misbehaves by seed, between a client and a server on loopback: it delays, throttles, cuts,
// duplicates, corrupts, half-closes, and reorders the headers of replies.

import { connect, createServer } from "node:net";

import { chooser } from "../js/support/documents.js";

/**
 * What can happen to a connection, each with what it does to a reply. Requests pass untouched, unless said otherwise.
 */
export const FAULTS = {
  none: (reply, out) => out.end(reply),
  delay: (reply, out, random) => out.after(random.below(40), () => out.end(reply)),
  throttle: (reply, out, random) => {
    const size = 1 + random.below(700);
    const send = (at) =>
      at >= reply.length ? out.end() : (out.write(reply.subarray(at, at + size)), out.after(1, () => send(at + size)));
    send(0);
  },
  split: (reply, out) => {
    for (let at = 0; at < reply.length; at += 97) out.write(reply.subarray(at, at + 97));
    out.end();
  },
  cut: (reply, out, random) => out.reset(reply.subarray(0, random.below(reply.length))),
  halfClose: (reply, out, random) => out.end(reply.subarray(0, random.below(reply.length))),
  stall: (reply, out, random) => out.write(reply.subarray(0, random.below(reply.length))),
  silence: () => {},
  refuse: (_reply, out) => out.reset(),
  duplicate: (reply, out) => out.end(Buffer.concat([reply, reply])),
  duplicateChunk: (reply, out, random) => {
    const from = random.below(reply.length);
    const to = from + random.below(reply.length - from);
    out.end(Buffer.concat([reply.subarray(0, to), reply.subarray(from)]));
  },
  corrupt: (reply, out, random) => {
    const changed = Buffer.from(reply);
    for (let times = 1 + random.below(4); times > 0; times--) changed[random.below(changed.length)] = random.below(256);
    out.end(changed);
  },
  noise: (_reply, out, random) =>
    out.end(Buffer.from(Array.from({ length: random.below(2000) }, () => random.below(256)))),
  reorderHeaders: (reply, out, random) => out.end(withReorderedHeaders(reply, random)),
};

function withReorderedHeaders(reply, random) {
  const end = reply.indexOf("\r\n\r\n");
  if (end < 0) return reply;
  const [status, ...headers] = reply.subarray(0, end).toString("latin1").split("\r\n");
  const shuffled = headers
    .map((header) => [random.below(1e6), header])
    .sort(([one], [other]) => one - other)
    .map(([, header]) => header);
  return Buffer.concat([Buffer.from([status, ...shuffled].join("\r\n"), "latin1"), reply.subarray(end)]);
}

/**
 * Faults that change what a reply says without breaking it: what comes through may be another profile than was sent.
 */
export const CHANGES_CONTENT = new Set(["corrupt", "duplicateChunk"]);

/**
 * Starts a proxy to a port of loopback. `faultFor(request, random)` names the fault of a connection by its request.
 * @returns {Promise<{ port: number, seen: { id: string, fault: string, at: number }[], close(): Promise<void> }>}
 */
export async function startChaos(target, seed, faultFor) {
  const random = chooser(seed);
  const seen = [];
  const sockets = new Set();
  const server = createServer({ allowHalfOpen: true }, (client) => {
    sockets.add(client);
    client.on("close", () => sockets.delete(client));
    client.on("error", () => {});
    let request = "";
    client.on("data", (data) => {
      request += data.toString("latin1");
      if (!request.includes("\r\n\r\n")) return;
      const id = /^GET \S*\/([^/ ]+) HTTP/.exec(request)?.[1];
      const fault = faultFor(id, random);
      seen.push({ id, fault, at: performance.now() });
      forward(request, client, fault);
      request = "";
    });
  });

  /** Asks the server, takes all of its reply, and lets the fault have its way with it. */
  function forward(request, client, fault) {
    const upstream = connect({ port: target, host: "127.0.0.1" });
    sockets.add(upstream);
    upstream.on("close", () => sockets.delete(upstream));
    upstream.on("error", () => client.destroy());
    const chunks = [];
    upstream.on("data", (chunk) => chunks.push(chunk));
    upstream.on("end", () => FAULTS[fault](Buffer.concat(chunks), output(client), random));
    // One request a connection: where its reply ends, the connection does.
    upstream.write(
      request.replace(/\r\nconnection: [^\r]*/i, "").replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n"),
      "latin1",
    );
  }

  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    port: server.address().port,
    seen,
    close: () => {
      for (const socket of sockets) socket.destroy();
      return new Promise((resolve) => server.close(resolve));
    },
  };
}

/** What a fault does to the client's socket; whatever the client has left is left alone. */
function output(socket) {
  const isOpen = () => !socket.destroyed && socket.writable;
  return {
    write: (bytes) => void (isOpen() && socket.write(bytes)),
    end: (bytes) => void (isOpen() && socket.end(bytes)),
    reset: (bytes) =>
      void (
        isOpen() && (bytes?.length ? socket.write(bytes, () => socket.resetAndDestroy()) : socket.resetAndDestroy())
      ),
    after: (ms, work) => void setTimeout(() => isOpen() && work(), ms),
  };
}
