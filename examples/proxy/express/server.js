// Express 5.

import express from "express";
import { toNodeHandler } from "zoom-phone-profile/proxy";

import { zoomProxy } from "../zoom-proxy.js";

const app = express();
app.use("/api/zoom", toNodeHandler(zoomProxy(process.env)));
const server = app.listen(Number(process.env.PORT ?? 8090), "127.0.0.1", () =>
  console.log(`listening on ${server.address().port}`),
);
