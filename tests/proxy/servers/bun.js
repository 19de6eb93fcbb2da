// The proxy in Bun.

import { proxyOf } from "./proxy.js";

const { port } = Bun.serve({ port: 0, hostname: "127.0.0.1", fetch: proxyOf(process.env) });
console.log(`listening on ${port}`);
