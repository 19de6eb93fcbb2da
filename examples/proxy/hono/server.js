// Hono, in Node by its own adapter. In Bun, Deno and Workers, `app` is the server.

import { serve } from "@hono/node-server";
import { Hono } from "hono";

import { zoomProxy } from "../zoom-proxy.js";

const zoom = zoomProxy(process.env);
const app = new Hono();
app.all("/api/zoom/*", (context) => zoom(context.req.raw));
serve({ fetch: app.fetch, port: Number(process.env.PORT ?? 8090), hostname: "127.0.0.1" }, ({ port }) =>
  console.log(`listening on ${port}`),
);
