// The peers' schemas, each written out of schema.json by one converter, as strict as our own *standard* validation:
// every member may be missing or null, unknown fields stay, vocabularies are open, and an object without any field of a
// profile is refused.
//
// Each peer becomes a module as its users would write it, with the same four functions:
// fromText(text) → the validated object, or throws; fromBytes(bytes) → verdict; accepts(value) → verdict; issues(text)
// → all issues.

import { execFileSync } from "node:child_process";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { buildSync } from "esbuild";

/** A type as all peers can say it: text, boolean, integer, a list, a definition by name, or one of several. */
function typeOf(schema) {
  if (schema.$ref) return { kind: "named", name: schema.$ref.split("/").at(-1) };
  if (schema.anyOf) {
    const forms = schema.anyOf.map(typeOf).filter(({ kind }) => kind !== "null");
    // A vocabulary and the type that it is open to are that type.
    const distinct = forms.filter(
      (form, at) => forms.findIndex((other) => JSON.stringify(other) === JSON.stringify(form)) === at,
    );
    return distinct.length === 1 ? distinct[0] : { kind: "either", forms: distinct };
  }
  const name = [schema.type].flat().find((type) => type !== "null") ?? "null";
  return name === "array" ? { kind: "list", item: typeOf(schema.items) } : { kind: name === "string" ? "text" : name };
}

/** The object types of a schema, those that others need first; the profile is the last. */
export function modelOf(schema) {
  const definitions = { ...schema.$defs, UserProfile: schema };
  const ordered = new Map();
  const add = (name) => {
    if (ordered.has(name)) return;
    const fields = Object.entries(definitions[name].properties).map(([key, property]) => [key, typeOf(property)]);
    const needs = (type) =>
      type.kind === "named" ? add(type.name) : (type.forms ?? (type.item ? [type.item] : [])).forEach(needs);
    fields.forEach(([, type]) => needs(type));
    ordered.set(name, fields);
  };
  add("UserProfile");
  return ordered;
}

/** Writes each object type by a peer's own words. */
function written(model, words) {
  const type = (of) => {
    switch (of.kind) {
      case "list":
        return words.list(type(of.item));
      case "named":
        return words.named?.(of.name) ?? of.name;
      case "either":
        return words.either(of.forms.map(type));
      default:
        return words[of.kind];
    }
  };
  const object = ([name, fields]) =>
    words.object(name, fields.map(([key, of]) => `  ${words.member(key, type(of))},`).join("\n"));
  return [...model].map(object).join("\n");
}

const known = (model) => `const FIELDS = ${JSON.stringify(model.get("UserProfile").map(([key]) => key))};
const isProfile = (value) => FIELDS.some((field) => field in value);`;

const adapters = `const decoder = new TextDecoder();
export const fromText = (text) => validated(JSON.parse(text));
export const fromBytes = (bytes) => accepts(JSON.parse(decoder.decode(bytes)));
export const issues = (text) => all(JSON.parse(text));`;

const zodWords = (wrap) => ({
  text: "z.string()",
  boolean: "z.boolean()",
  integer: "z.int()",
  list: (item) => `z.array(${item})`,
  either: (forms) => `z.union([${forms.join(", ")}])`,
  member: (key, type) => `${key}: ${wrap(type)}`,
  object: (name, members) => `const ${name} = z.looseObject({\n${members}\n});`,
});

const zodUse = `const validated = (value) => schema.parse(value);
export const accepts = (value) => schema.safeParse(value).success;
const all = (value) => schema.safeParse(value).error.issues;`;

function zod(model, finish) {
  return `import * as z from "zod";
${known(model)}
${written(
  model,
  zodWords((type) => `${type}.nullish()`),
)}
const schema = ${finish("UserProfile.refine(isProfile)")};
${zodUse}
${adapters}
`;
}

function zodMini(model) {
  return `import * as z from "zod/mini";
${known(model)}
${written(
  model,
  zodWords((type) => `z.nullish(${type})`),
)}
const schema = UserProfile.check(z.refine(isProfile));
${zodUse}
${adapters}
`;
}

function valibot(model) {
  const words = {
    text: "v.string()",
    boolean: "v.boolean()",
    integer: "v.pipe(v.number(), v.integer())",
    list: (item) => `v.array(${item})`,
    either: (forms) => `v.union([${forms.join(", ")}])`,
    member: (key, type) => `${key}: v.nullish(${type})`,
    object: (name, members) => `const ${name} = v.looseObject({\n${members}\n});`,
  };
  return `import * as v from "valibot";
${known(model)}
${written(model, words)}
const schema = v.pipe(UserProfile, v.check(isProfile, "no field of a profile"));
const validated = (value) => v.parse(schema, value);
export const accepts = (value) => v.is(schema, value);
const all = (value) => v.safeParse(schema, value).issues;
${adapters}
`;
}

function typebox(model) {
  const words = {
    text: "Type.String()",
    boolean: "Type.Boolean()",
    integer: "Type.Integer()",
    list: (item) => `Type.Array(${item})`,
    either: (forms) => `Type.Union([${forms.join(", ")}])`,
    member: (key, type) => `${key}: Type.Optional(Type.Union([${type}, Type.Null()]))`,
    object: (name, members) => `const ${name} = Type.Object({\n${members}\n});`,
  };
  return `import Type from "typebox";
import { Compile } from "typebox/compile";
import { Settings } from "typebox/system";
// All issues, as everybody else is asked for; eight by default.
Settings.Set({ maxErrors: 1000 });
${known(model)}
${written(model, words)}
const schema = Compile(Type.Refine(UserProfile, isProfile));
const validated = (value) => schema.Parse(value);
export const accepts = (value) => schema.Check(value);
const all = (value) => schema.Errors(value);
${adapters}
`;
}

function arktype(model) {
  const words = {
    text: '"string"',
    boolean: '"boolean"',
    integer: '"number.integer"',
    list: (item) => `[${item}, "[]"]`,
    either: (forms) => `[${forms[0]}, "|", ${forms[1]}]`,
    member: (key, type) => `"${key}?": [${type}, "|", "null"]`,
    object: (name, members) => `const ${name} = type({\n${members}\n});`,
  };
  return `import { type } from "arktype";
${known(model)}
${written(model, words)}
const schema = UserProfile.narrow((value) => isProfile(value));
const validated = (value) => schema.assert(value);
export const accepts = (value) => schema.allows(value);
const all = (value) => [...schema(value)];
${adapters}
`;
}

/** The types for typia, which makes its validators out of them when they are compiled. */
function typiaTypes(model) {
  const words = {
    text: "string",
    boolean: "boolean",
    integer: '(number & tags.Type<"int64">)',
    list: (item) => `(${item})[]`,
    either: (forms) => `(${forms.join(" | ")})`,
    member: (key, type) => `${key}?: ${type} | null`,
    object: (name, members) => `export interface ${name} {\n${members.replace(/,$/gm, ";")}\n}`,
  };
  return `import typia, { tags } from "typia";
${written(model, words)}
export const accept = typia.createIs<UserProfile>();
export const check = typia.createValidate<UserProfile>();
`;
}

function typia(model) {
  return `import { accept, check } from "./typia-generated/typia.js";
${known(model)}
function validated(value) {
  if (!accept(value) || !isProfile(value)) throw new TypeError("no profile");
  return value;
}
export const accepts = (value) => accept(value) && isProfile(value);
const issue = ({ path, expected }) => ({ path, message: \`\${path} should be \${expected}\` });
const all = (value) => check(value).errors.map(issue);
${adapters}
`;
}

/** The schema for ajv: without annotations, and without vocabularies that are open anyway. */
function ajvSchema(model) {
  const words = { text: { type: "string" }, boolean: { type: "boolean" }, integer: { type: "integer" } };
  const type = (of) => {
    if (of.kind === "list") return { type: "array", items: type(of.item) };
    if (of.kind === "named") return { $ref: `#/$defs/${of.name}` };
    return of.kind === "either" ? { anyOf: of.forms.map(type) } : words[of.kind];
  };
  const orNull = (schema) => {
    if (schema.type) return { ...schema, type: [schema.type, "null"] };
    return { anyOf: [...(schema.anyOf ?? [schema]), { type: "null" }] };
  };
  const object = (fields) => ({
    type: "object",
    properties: Object.fromEntries(fields.map(([key, of]) => [key, orNull(type(of))])),
  });
  const { UserProfile, ...definitions } = Object.fromEntries(
    [...model].map(([name, fields]) => [name, object(fields)]),
  );
  return { ...UserProfile, anyOf: model.get("UserProfile").map(([key]) => ({ required: [key] })), $defs: definitions };
}

const ajvUse = `function validated(value) {
  if (!validate(value)) throw new TypeError("no profile");
  return value;
}
export const accepts = (value) => validate(value);
const all = (value) => (validate(value) ? [] : validate.errors);`;

const AJV_OPTIONS = { allErrors: true, allowUnionTypes: true };

function ajv(model) {
  return `import { Ajv2020 } from "ajv/dist/2020.js";
const validate = new Ajv2020(${JSON.stringify(AJV_OPTIONS)}).compile(${JSON.stringify(ajvSchema(model))});
${ajvUse}
${adapters}
`;
}

function ajvStandalone() {
  return `import validate from "./ajv-standalone-generated.js";
${ajvUse}
${adapters}
`;
}

const ours = `import { isUserProfile, parseUserProfile, validateUserProfile } from "../../pkg/index.node.js";
export const fromText = (text) => parseUserProfile(text);
export const fromBytes = (bytes) => isUserProfile(bytes);
export const accepts = (value) => isUserProfile(value);
export const issues = (text) => validateUserProfile(text).issues;
`;

const engine = `const decoder = new TextDecoder();
export const fromText = (text) => JSON.parse(text);
export const fromBytes = (bytes) => JSON.parse(decoder.decode(bytes));
export const accepts = (value) => value;
export const issues = (text) => JSON.parse(text);
`;

/** All that is measured, by name: what runs first is what the rest is compared with. */
export const NAMES = {
  "json-parse": "JSON.parse alone",
  ours: "zoom-phone-profile",
  ajv: "ajv, compiled",
  "ajv-standalone": "ajv, standalone",
  zod: "zod",
  "zod-compiled": "zod, z.compile",
  "zod-mini": "zod/mini",
  valibot: "valibot",
  typebox: "typebox, compiled",
  arktype: "arktype",
  typia: "typia",
};

/** Writes every peer's module into a folder within this repository, whose `node_modules` is that of bench/. */
export async function writePeers(schema, folder, bench) {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(join(folder, "typia-source"), { recursive: true });
  const model = modelOf(schema);
  const modules = {
    "json-parse": engine,
    ours,
    ajv: ajv(model),
    "ajv-standalone": ajvStandalone(),
    zod: zod(model, (profile) => profile),
    "zod-compiled": zod(model, (profile) => `z.compile(${profile}, { strict: true })`),
    "zod-mini": zodMini(model),
    valibot: valibot(model),
    typebox: typebox(model),
    arktype: arktype(model),
    typia: typia(model),
  };
  for (const [name, source] of Object.entries(modules)) writeFileSync(join(folder, `${name}.js`), source);
  await writeStandalone(model, folder, bench);
  writeTypia(model, folder, bench);
}

async function writeStandalone(model, folder, bench) {
  const { Ajv2020 } = await import(join(bench, "node_modules/ajv/dist/2020.js"));
  const { default: standalone } = await import(join(bench, "node_modules/ajv/dist/standalone/index.js"));
  const instance = new Ajv2020({ ...AJV_OPTIONS, code: { source: true, esm: true } });
  const code = standalone.default(instance, instance.compile(ajvSchema(model)));
  writeFileSync(join(folder, "ajv-standalone-generated.js"), code);
}

/**
 * typia is a transformer: it writes TypeScript, of which esbuild takes the types away, with what it imports in place.
 */
function writeTypia(model, folder, bench) {
  const [source, generated] = [join(folder, "typia-source"), join(folder, "typia-generated")];
  mkdirSync(generated, { recursive: true });
  writeFileSync(join(source, "typia.ts"), typiaTypes(model));
  const options = {
    target: "es2022",
    module: "nodenext",
    moduleResolution: "nodenext",
    strict: true,
    lib: ["es2023", "dom"],
    types: [],
    skipLibCheck: true,
  };
  writeFileSync(join(folder, "tsconfig.json"), JSON.stringify({ compilerOptions: options, include: ["typia-source"] }));
  const typia = join(bench, "node_modules/typia/lib/executable/typia.js");
  execFileSync(
    process.execPath,
    [typia, "generate", "--input", source, "--output", generated, "--project", join(folder, "tsconfig.json")],
    { cwd: folder, stdio: ["ignore", "ignore", "inherit"] },
  );
  const file = join(generated, "typia");
  buildSync({
    entryPoints: [`${file}.ts`],
    outfile: `${file}.js`,
    bundle: true,
    format: "esm",
    platform: "neutral",
    mainFields: ["module", "main"],
    logLevel: "error",
  });
}
