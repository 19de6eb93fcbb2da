// schema.json and openapi.json: valid by their meta-schemas, equal to the table of facts, and of the same verdict as
// the validator; and the Standard Schema in a framework that knows only that interface.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { sValidator } from "@hono/standard-validator";
import { Ajv2020 } from "ajv/dist/2020.js";
import { Hono } from "hono";
import { isUserProfile, userProfileSchema, validateUserProfile } from "#package";
import { createUser } from "../zoom-server/directory.js";
import { chooser, mutated } from "./support/documents.js";

const json = (path) => JSON.parse(readFileSync(new URL(path, import.meta.url), "utf8"));
const PACKAGE = "../../target/consumer/package";
const SCHEMA = json(`${PACKAGE}/schema.json`);
const OPENAPI = json(`${PACKAGE}/openapi.json`);
const FACTS = json("../fixtures/fields.facts.json");
const SAMPLE = json("../fixtures/sample-response.json");

const ajv = new Ajv2020({ allErrors: true });
const accepts = ajv.compile(SCHEMA);

test("schema.json is sound by its meta-schema, and compiles in ajv's strict mode without a warning", () => {
  const logged = [];
  const log = (...words) => logged.push(words.join(" "));
  const byDefault = new Ajv2020({ logger: { log, warn: log, error: log } });
  assert.equal(byDefault.compile(SCHEMA)(SAMPLE), true);
  assert.equal(byDefault.getSchema(SCHEMA.$id)?.schema, SCHEMA);
  assert.deepEqual(logged, []);
  // `strict: true` asks for more than the default does: nothing is required that is not defined beside it.
  assert.equal(new Ajv2020({ strict: true }).compile(SCHEMA)(SAMPLE), true);
  assert.equal(SCHEMA.$schema, "https://json-schema.org/draft/2020-12/schema");
  assert.equal(ajv.validateSchema(SCHEMA), true);
});

test("openapi.json passes an OpenAPI linter's recommended rules", () => {
  const linter = fileURLToPath(new URL("../../node_modules/@redocly/cli/bin/cli.js", import.meta.url));
  const file = fileURLToPath(new URL(`${PACKAGE}/openapi.json`, import.meta.url));
  const env = { ...process.env, REDOCLY_TELEMETRY: "off", REDOCLY_SUPPRESS_UPDATE_NOTICE: "true" };
  const args = [linter, "lint", file, "--extends", "recommended", "--format", "json"];
  const { totals, problems } = JSON.parse(
    execFileSync(process.execPath, args, { encoding: "utf8", env, stdio: ["ignore", "pipe", "ignore"] }),
  );
  assert.deepEqual([totals.errors, totals.warnings], [0, 0], JSON.stringify(problems));
});

/** The fields that a schema describes, by path; `follow` finds what a reference leads to. */
function fieldsOf(schema, follow) {
  const fields = new Map();
  const forms = (part) =>
    part.$ref ? forms(follow(part.$ref)) : part.anyOf && !part.properties ? part.anyOf.flatMap(forms) : [part];
  const walk = (part, path) => {
    const all = forms(part);
    fields.set(path, {
      types: new Set(all.flatMap(({ type }) => type)),
      values: all.find((form) => form.enum)?.enum,
      part,
    });
    // The object form of what is documented as a boolean is in no table.
    if (all.some(({ type }) => type === "boolean")) return;
    for (const form of all) {
      if (form.items) walk(form.items, `${path}[]`);
      for (const [key, below] of Object.entries(form.properties ?? {}))
        walk(below, path === "" ? key : `${path}.${key}`);
    }
  };
  walk(schema, "");
  fields.delete("");
  return fields;
}

/** A limit that Zoom documents: an extension in OpenAPI, a part of the comment in the JSON Schema. */
function documentedLimit({ $comment = "", ...part }, limit) {
  const value = new RegExp(`; documented:.* ${limit} ([^,]+)`).exec($comment)?.[1];
  return value === undefined ? part["x-documented"]?.[limit] : JSON.parse(value);
}

test("both describe every documented field, and no other", () => {
  const inSchema = fieldsOf(SCHEMA, (reference) => SCHEMA.$defs[reference.split("/").at(-1)]);
  const components = OPENAPI.components.schemas;
  const inOpenApi = fieldsOf(components.UserProfile, (reference) => components[reference.split("/").at(-1)]);
  for (const fields of [inSchema, inOpenApi]) {
    assert.deepEqual([...fields.keys()].sort(), FACTS.map(({ path }) => path).sort());
    for (const fact of FACTS) {
      const { types, values, part } = fields.get(fact.path);
      assert.ok(types.has(fact.type.replace("(allOf)", "")), fact.path);
      if (fact.enum) assert.deepEqual([...values].sort(), [...fact.enum].sort(), fact.path);
      assert.equal(part.deprecated ?? false, fact.deprecated ?? false, fact.path);
      for (const limit of ["maxLength", "minLength", "maxItems", "uniqueItems"])
        assert.equal(documentedLimit(part, limit), fact[limit], `${fact.path}: ${limit}`);
    }
  }
});

test("openapi.json says where to call, with what rights, and what may come back", () => {
  const operation = OPENAPI.paths["/phone/users/{userId}"].get;
  assert.equal(OPENAPI.openapi, "3.1.0");
  assert.equal(OPENAPI.info.version, json(`${PACKAGE}/package.json`).version);
  assert.equal(operation.operationId, "phoneUser");
  assert.deepEqual(operation.security.map(({ oauth }) => oauth[0]).sort(), [
    "phone:read",
    "phone:read:admin",
    "phone:read:user",
    "phone:read:user:admin",
  ]);
  assert.deepEqual(Object.keys(operation.responses), ["200", "400", "401", "403", "404", "429", "5XX"]);
  assert.ok(operation.responses["429"].headers["Retry-After"]);
  const example = operation.responses["200"].content["application/json"].examples.profile.value;
  assert.deepEqual(validateUserProfile(example, { validation: "strict" }).issues, []);
  // Its own schema accepts the sample too; ajv resolves references within the whole description.
  const own = new Ajv2020({ strict: false })
    .addSchema(OPENAPI, "openapi")
    .getSchema("openapi#/components/schemas/UserProfile");
  assert.ok(own(SAMPLE) && own(example) && !own({ id: 5 }));
});

test("ajv with schema.json and the validator accept and reject the same values", () => {
  const random = chooser(51);
  const counts = { true: 0, false: 0 };
  for (let index = 1; index < 3000; index++) {
    const value = mutated(index % 10 === 0 ? SAMPLE : createUser(index, 9), random, index % 5);
    // A text that is a value would be read as JSON.
    if (typeof value === "string") continue;
    const verdict = isUserProfile(value);
    assert.equal(accepts(value), verdict, JSON.stringify(value));
    counts[verdict]++;
    if (verdict) continue;
    // And it is the same places that are at fault: what the validator names, ajv names too, or the object that holds
    // it.
    const places = new Set(accepts.errors.map(({ instancePath }) => instancePath));
    for (const { pointer, severity } of validateUserProfile(value).issues)
      assert.ok(severity !== "error" || places.has(pointer), pointer);
  }
  assert.ok(counts.true > 500 && counts.false > 500, JSON.stringify(counts));
});

test("what JSON.parse loses, only the validator sees: the differences on texts, all of them justified", () => {
  const text = (members) => `{"id":"x",${members}}`;
  const differences = {
    "a wrong type that a later duplicate of its key hides": [text('"site_admin":"yes","site_admin":true'), false, true],
    "a fraction that a double rounds away": [text('"extension_number":1.0000000000000000001'), false, true],
    "a whole number beyond a double, which is Infinity to JSON.parse": [text('"extension_number":1e400'), true, false],
    "nesting beyond 64": [text(`"future":${"[".repeat(64)}${"]".repeat(64)}`), false, true],
  };
  for (const [name, [document, ours, theirs]] of Object.entries(differences)) {
    assert.equal(isUserProfile(document), ours, name);
    assert.equal(accepts(JSON.parse(document)), theirs, name);
  }
  const broken = Buffer.from(text('"department":"\xff"'), "latin1");
  assert.equal(isUserProfile(broken), false);
  assert.equal(accepts(JSON.parse(new TextDecoder().decode(broken))), true);
});

test("the Standard Schema within a web framework that knows only that interface", async () => {
  const app = new Hono();
  app.post("/profiles", sValidator("json", userProfileSchema), (context) =>
    context.json(context.req.valid("json").policy?.sms ?? null),
  );
  const post = (body) =>
    app.request("/profiles", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });
  const good = await post({ id: "x", department: null, policy: { sms: { enable: true, field_of_tomorrow: 1 } } });
  assert.deepEqual([good.status, await good.json()], [200, { enable: true, field_of_tomorrow: 1 }]);
  const bad = await post({ id: "x", policy: { sms: { enable: "yes" } }, phone_numbers: [{ number: 5 }] });
  const { success, error } = await bad.json();
  assert.deepEqual([bad.status, success], [400, false]);
  assert.deepEqual(error.map(({ path }) => path.join(".")).sort(), ["phone_numbers.0.number", "policy.sms.enable"]);
  assert.ok(error.every(({ message }) => message.includes("should be")));
});
