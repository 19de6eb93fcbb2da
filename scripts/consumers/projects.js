// The projects of tests/consumers: what each builds, runs and loads.

import { PAGES } from "../page-budgets.js";
import { PARTS } from "../parts.js";

/** Parts of the wasm that only some replies need: `import()` loads them. */
export const FOR_SOME_REPLIES = ["issues", "refusal"];

/** Parts of the wasm that a page loads which imports from the entry and has no bundler. */
const EVERYTHING = Object.keys(PARTS).filter(
  (part) => !["documents", "drift", "fleet", "page", "refusal"].includes(part),
);

const NEXT = {
  name: "next",
  of: "next",
  serve: ["next", "start", "--hostname", "127.0.0.1", "--port", "0"],
  out: ".next/static",
  pages: { "/": "text", "/client": "title" },
  recipes: { "Next.js: the proxy as a route handler": "app/api/zoom/phone/users/[userId]/route.js" },
};
const RECIPES = {
  name: "recipes",
  of: "@tanstack/react-query",
  build: ["vite", "build"],
  out: "dist",
  firefox: true,
  isQuick: true,
  // One of its users does not exist.
  loads: ["call", "refusal", "summary", "fleet"],
  recipes: {
    "React with TanStack Query": "react.jsx",
    "A page without a framework": "plain.js",
    "NDJSON to a fleet summary": "fleet.js",
  },
};

/**
 * What each project runs. `build` makes a page in `out`; `serve` starts a server whose `pages` are looked at; `prints`
 * is a program that prints the profile; `tests` is one whose exit code tells. Commands come from the projects'
 * node_modules, `of` names the package whose version is shown. `recipes` are written to the files named, unchanged
 * from the package's page. `loads` are the parts of the wasm that the page uses, and `later` those that some replies or
 * functions would load by `import()`, unless all `isOneFile`; what these need is added. `transfer` is how many KB of
 * scripts the page may take over the wire; `shows` is what it shows in place of the profile.
 */
export const CONSUMERS = [
  { name: "node-import", title: "Node.js, `import`", prints: ["node", "main.mjs"], isQuick: true },
  { name: "node-require", title: "Node.js, `require`", prints: ["node", "main.cjs"], isQuick: true },
  {
    name: "deno",
    title: "Deno",
    of: "deno",
    prints: [
      "deno",
      "run",
      "--quiet",
      "--no-lock",
      "--node-modules-dir=manual",
      "--allow-net=127.0.0.1",
      "--allow-env",
      "--allow-read",
      "main.mjs",
    ],
    isQuick: true,
  },
  { name: "bun", title: "Bun", of: "bun", prints: ["bun", "run", "main.js"], isQuick: true },
  {
    name: "workerd",
    title: "workerd (Cloudflare Workers)",
    of: "workerd",
    workerd: true,
    recipes: { "The proxy as a Cloudflare Worker": "recipe.js" },
    isQuick: true,
  },
  {
    name: "vite",
    title: "Vite, build",
    of: "vite",
    build: ["vite", "build"],
    out: "dist",
    firefox: true,
    isQuick: true,
  },
  {
    name: "vite",
    key: "vite-dev",
    title: "Vite, dev server",
    of: "vite",
    serve: ["vite", "--host", "127.0.0.1", "--port", "0"],
    pages: { "/": "title" },
    // It joins all of a package before it knows what is used.
    loads: EVERYTHING,
  },
  {
    name: "vite7",
    title: "Vite 7, build",
    of: "vite7",
    build: ["node", "../node_modules/vite7/bin/vite.js", "build"],
    out: "dist",
  },
  {
    name: "fleet-worker",
    title: "Vite 7, the worker of fleets",
    of: "vite7",
    build: ["node", "../node_modules/vite7/bin/vite.js", "build"],
    out: "dist",
    // The worker is one module, with the comparison of fleets.
    loads: ["drift", "issues"],
    later: [],
    shows: ({ zoom }) => `${zoom.directory.size} profiles`,
  },
  {
    name: "webpack",
    title: "webpack",
    of: "webpack",
    build: ["webpack", "--mode", "production"],
    out: "dist",
    html: true,
    isQuick: true,
  },
  {
    name: "rspack",
    title: "Rspack",
    of: "@rspack/core",
    build: ["rspack", "build", "--mode", "production"],
    out: "dist",
    html: true,
  },
  {
    name: "rollup",
    title: "Rollup",
    of: "rollup",
    build: ["rollup", "main.js", "-p", "node-resolve", "-d", "dist"],
    out: "dist",
    html: true,
  },
  {
    name: "esbuild",
    title: "esbuild",
    of: "esbuild",
    build: ["esbuild", "main.js", "--bundle", "--minify", "--format=esm", "--outdir=dist"],
    out: "dist",
    html: true,
    isOneFile: true,
    isQuick: true,
  },
  {
    name: "call",
    title: "esbuild, a page that only fetches a profile",
    of: "esbuild",
    build: ["esbuild", "main.js", "--bundle", "--minify", "--splitting", "--format=esm", "--outdir=dist"],
    out: "dist",
    html: true,
    loads: ["call"],
    // esbuild writes chunks of fleets and lists too, which nothing loads.
    later: [...FOR_SOME_REPLIES, "drift", "fleet", "page"],
    shows: ({ email }) => email,
    transfer: PAGES[0].initial.budget,
    isQuick: true,
  },
  {
    name: "parcel",
    title: "Parcel",
    of: "parcel",
    build: ["parcel", "build", "index.html", "--no-cache", "--no-source-maps"],
    out: "dist",
  },
  { ...NEXT, title: "Next.js, Turbopack: server component, route handler, client component", build: ["next", "build"] },
  { ...NEXT, key: "next-webpack", title: "Next.js, webpack: the same", build: ["next", "build", "--webpack"] },
  { ...RECIPES, title: "React with TanStack Query" },
  {
    ...RECIPES,
    key: "recipes-dev",
    title: "React built for development, whose `StrictMode` runs effects twice",
    of: "react",
    build: ["vite", "build", "--mode", "development"],
    env: { NODE_ENV: "development" },
    firefox: false,
    isQuick: false,
  },
  {
    name: "forms",
    title: "React Hook Form, TanStack Form and tRPC, by Standard Schema",
    of: "react-hook-form",
    prints: ["node", "main.mjs"],
    recipes: { "React with TanStack Query": "policies.tsx" },
    isQuick: true,
  },
  {
    name: "openapi",
    title: "openapi-typescript, @hey-api/openapi-ts and ajv",
    of: "openapi-typescript",
    prints: ["node", "main.mjs"],
    recipes: {
      "Clients and types out of the OpenAPI description": "generate.sh",
      "The JSON Schema with ajv": "ajv.js",
    },
  },
  { name: "vitest", title: "Vitest", of: "vitest", tests: ["vitest", "run"], isQuick: true },
  {
    name: "jest",
    title: "Jest (with `--experimental-vm-modules`)",
    of: "jest",
    tests: ["node", "--experimental-vm-modules", "../node_modules/jest/bin/jest.js"],
    isQuick: true,
  },
  {
    name: "page",
    title: "a page without a bundler, under a strict policy",
    out: ".",
    loads: EVERYTHING,
    firefox: true,
    isPlain: true,
    isQuick: true,
  },
  {
    name: "copies",
    title: "two copies in one page",
    out: ".",
    loads: [...EVERYTHING, "refusal"],
    isPlain: true,
    hasAnotherCopy: true,
    isQuick: true,
  },
  {
    name: "worker",
    title: "a Web Worker",
    of: "vite",
    build: ["vite", "build"],
    out: "dist",
    isOneFile: true,
    firefox: true,
  },
].map((consumer) => ({ key: consumer.name, ...consumer }));
