// Vite's dev server: the proxy beside the page, as it stands in production under the same path.

import { toNodeHandler } from "zoom-phone-profile/proxy";

import { zoomProxy } from "../zoom-proxy.js";

export default {
  plugins: [
    {
      name: "zoom-proxy",
      configureServer({ middlewares }) {
        middlewares.use("/api/zoom", toNodeHandler(zoomProxy(process.env)));
      },
    },
  ],
};
