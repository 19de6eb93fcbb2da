// How the page is built: a folder of static files that works behind any path, under a strict content security policy.

import { defineConfig } from "vite";

export default defineConfig({
  base: "./",
  build: {
    outDir: "../target/page",
    emptyOutDir: true,
    target: "es2022",
    // A data: URL is refused by the policy, and so is an inline script.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 1024,
  },
  worker: { format: "es" },
  logLevel: "warn",
});
