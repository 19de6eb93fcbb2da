// The proxy in Node.

import { createServer } from "node:http";

import { send, toRequest } from "../../../examples/node/adapter.js";
import { proxyOf } from "./proxy.js";

const proxy = proxyOf(process.env);
const server = createServer(async (incoming, outgoing) => send(outgoing, await proxy(toRequest(incoming, outgoing))));
server.listen(0, "127.0.0.1", () => console.log(`listening on ${server.address().port}`));
