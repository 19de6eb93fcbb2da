// The proxy in Deno.

import { proxyOf } from "./proxy.js";

Deno.serve(
  { port: 0, hostname: "127.0.0.1", onListen: ({ port }) => console.log(`listening on ${port}`) },
  proxyOf(Deno.env.toObject()),
);
