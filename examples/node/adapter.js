// Between Node's HTTP server and what speaks Request and Response.

/** Makes a `Request` of what Node has received, `Host` included. Reads no body. Aborts it when the caller leaves. */
export function toRequest(incoming, outgoing) {
  const headers = Object.entries(incoming.headersDistinct).flatMap(([name, values]) =>
    values.map((value) => [name, value]),
  );
  const controller = new AbortController();
  outgoing.once("close", () => controller.abort());
  return new Request(new URL(incoming.url, "http://localhost"), {
    method: incoming.method,
    headers,
    signal: controller.signal,
  });
}

/** Sends a `Response`. */
export async function send(outgoing, response) {
  outgoing.writeHead(response.status, Object.fromEntries(response.headers));
  outgoing.end(response.body ? Buffer.from(await response.arrayBuffer()) : undefined);
}
