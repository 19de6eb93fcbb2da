// Fastify 5, by the request and the response of Node that it wraps.

import Fastify from "fastify";
import { toNodeHandler } from "zoom-phone-profile/proxy";

import { zoomProxy } from "../zoom-proxy.js";

const zoom = toNodeHandler(zoomProxy(process.env));
const fastify = Fastify();
fastify.all("/api/zoom/*", (request, reply) => {
  reply.hijack(); // Fastify leaves the reply to the proxy
  return zoom(request.raw, reply.raw);
});
await fastify.listen({ port: Number(process.env.PORT ?? 8090), host: "127.0.0.1" });
console.log(`listening on ${fastify.server.address().port}`);
