// How the page is built: a folder of static files that works behind any path, under a strict content security policy.

import { readFileSync } from "node:fs";

import { defineConfig } from "vite";

import { SOCKET_FAULTS } from "../tests/zoom-server/faults.js";

const PLANS = new URL("../src/policy/plans.rs", import.meta.url);

/** What the profile shows at once: one file of it is smaller than ten. */
const FIRST = new RegExp(
  "virtual:plan-table|/www/(views/profile|model/(topics|evidence|audit|query|finding-title)|" +
    "source/load|place\\.ts|page-error|parts/(" +
    "attempt|actions|chips|findings|identity|issues|marks|menu|polic|search|topics|verdict|view-head))",
);

/** What of the package only fleets need, batches and lists: it comes with their views. */
const PACKAGE = /[\\/]pkg[\\/](?!(parts[\\/])?(fleet|batch|iterators|list|page)|exports[\\/](fleet|batch|list))/;

/** What draws the frame and asks for the first profile: it must not wait for the package. */
const FRAME =
  /rolldown[\\/]runtime|[\\/]www[\\/](dom|link|ready|main|shell|source[\\/](source|sign-in)|fleet[\\/]names)/;

/** What the first view needs is asked for with the page itself, not once the code before it has come. */
function preloadFirstView() {
  return {
    name: "preload-first-view",
    transformIndexHtml: {
      order: "post",
      handler(html, { bundle }) {
        const chunks = Object.values(bundle ?? {}).filter(({ type }) => type === "chunk");
        const first = chunks.filter(({ name }) => name === "first" || name === "profile");
        const wanted = new Set(first.flatMap(({ fileName, imports }) => [fileName, ...imports]));
        const link = (attrs) => ({ tag: "link", attrs: { ...attrs, crossorigin: true }, injectTo: "head" });
        return [
          ...[...wanted]
            .filter((file) => !html.includes(file))
            .map((file) => link({ rel: "modulepreload", href: `./${file}` })),
        ];
      },
    },
  };
}

/** Zoom's table of calling plans, out of the package's source: its code of fleets, which has the names, is 22 KB. */
function planTable() {
  return {
    name: "plan-table",
    resolveId: (id) => (id === "virtual:plan-table" ? `\0${id}` : undefined),
    load(id) {
      if (id !== "\0virtual:plan-table") return undefined;
      const rows = [...readFileSync(PLANS, "utf8").matchAll(/^ {4}\((\d+), "(\w+)"\),$/gm)];
      if (rows.length === 0) throw new Error(`${PLANS.pathname} has no rows.`);
      return `export const PLANS = ${JSON.stringify(Object.fromEntries(rows.map(([, code, name]) => [code, name])))};`;
    },
  };
}

/** The failures that users of the sample server are named after. */
function failureList() {
  return {
    name: "failure-list",
    resolveId: (id) => (id === "virtual:failures" ? `\0${id}` : undefined),
    async load(id) {
      if (id !== "\0virtual:failures") return undefined;
      const { FAILURES } = await import("../target/package/zoom-failures.js");
      const failures = [
        ...Object.entries(FAILURES).map(([id, { title }]) => ({ id, description: title })),
        ...Object.entries(SOCKET_FAULTS).map(([id, description]) => ({ id, description })),
      ];
      return `export const FAILURES = ${JSON.stringify(failures)};`;
    },
  };
}

export default defineConfig({
  base: "./",
  plugins: [planTable(), failureList(), preloadFirstView()],
  build: {
    outDir: "../target/page",
    emptyOutDir: true,
    target: "es2022",
    // A data: URL is refused by the policy, and so is an inline script.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 1024,
    rolldownOptions: {
      output: {
        // The package comes beside the frame, which draws and asks for the first profile meanwhile.
        codeSplitting: {
          groups: [
            { name: "package", test: PACKAGE, priority: 2 },
            { name: "first", test: FIRST },
            { name: "frame", test: FRAME, priority: 3 },
          ],
        },
      },
    },
  },
  worker: { format: "es" },
  logLevel: "warn",
});
