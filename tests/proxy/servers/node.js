// The proxy in Node.

import { createServer } from "node:http";

import { toNodeHandler } from "../../../target/consumer/package/proxy.js";
import { proxyOf } from "./proxy.js";

const server = createServer(toNodeHandler(proxyOf(process.env)));
server.listen(0, "127.0.0.1", () => console.log(`listening on ${server.address().port}`));
