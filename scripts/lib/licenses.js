// Collects the notices of the crates inside the wasm, which their licenses require to be distributed.

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";

import { output, ROOT } from "./run.js";

const MIT =
  "Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated " +
  'documentation files (the "Software")';

/**
 * The text that ships as THIRD-PARTY-LICENSES: each crate that the library runs with, under MIT wherever there is a
 * choice.
 */
export function notices(target) {
  const crates = linkedCrates(target).map((crate) => ({ ...crate, text: licenseOf(crate) }));
  const sections = [...groupedByText(crates)].map(([text, group]) => `${group.map(nameOf).join("\n")}\n\n${text}\n`);
  return [
    "The wasm of this package is compiled from its own source and from these Rust crates. Build-time tools and " +
      "procedural macros,\nof which nothing is shipped, are not listed.\n",
    ...sections,
    "The Rust standard library (MIT OR Apache-2.0) https://github.com/rust-lang/rust\n" +
      `Copyright (c) The Rust Project Contributors\n\n${ownMit()}\n`,
  ].join(`\n${"-".repeat(80)}\n\n`);
}

const nameOf = ({ name, version, license, repository }) => `${name} ${version} (${license}) ${repository ?? ""}`.trim();

function groupedByText(crates) {
  const groups = new Map();
  for (const crate of crates) groups.set(crate.text, [...(groups.get(crate.text) ?? []), crate]);
  return groups;
}

function linkedCrates(target) {
  const text = output("cargo", ["metadata", "--locked", "--format-version", "1", "--filter-platform", target], {
    maxBuffer: 1 << 28,
  });
  if (text === null) throw new Error("`cargo metadata` failed: the notices of the crates cannot be written");
  const { packages, resolve } = JSON.parse(text);
  const packageOf = new Map(packages.map((each) => [each.id, each]));
  const nodeOf = new Map(resolve.nodes.map((each) => [each.id, each]));
  const isMacro = (id) => packageOf.get(id).targets.some(({ kind }) => kind.includes("proc-macro"));
  const own = packages.find(({ name }) => name === "zoom-phone-profile-module").id;
  const found = new Set();
  const add = (id) => {
    if (found.has(id) || isMacro(id)) return;
    found.add(id);
    for (const { pkg, dep_kinds } of nodeOf.get(id).deps) if (dep_kinds.some(({ kind }) => kind === null)) add(pkg);
  };
  add(own);
  const isOurs = ({ source }) => source === null;
  const crates = [...found].map((id) => packageOf.get(id)).filter((crate) => !isOurs(crate));
  return crates.sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** A crate's own license file; where it ships none, the usual text with its authors. */
function licenseOf({ manifest_path: manifest, authors, name }) {
  const folder = dirname(manifest);
  const files = readdirSync(folder).filter((file) => /^(license|copying|unlicense)/i.test(file));
  const file =
    files.find((candidate) => /mit/i.test(candidate)) ??
    files.find((candidate) => /^license(\.\w+)?$/i.test(candidate)) ??
    files[0];
  if (file && existsSync(join(folder, file))) return readFileSync(join(folder, file), "utf8").replace(/\r/g, "").trim();
  return `Copyright (c) ${authors.join(", ") || `the authors of ${name}`}\n\n${ownMit()}`;
}

/** The terms of the MIT license, without a copyright line. */
function ownMit() {
  const text = readFileSync(join(ROOT, "LICENSE-MIT"), "utf8").replace(/\s+$/, "");
  const start = text.indexOf("Permission is hereby granted");
  if (!text.replace(/\s+/g, " ").includes(MIT))
    throw new Error("LICENSE-MIT does not hold the terms of the MIT license");
  return text.slice(start);
}
