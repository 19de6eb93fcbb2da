// Every key that functions return at run time is declared, and every key that must be there is: what functions return
// is held against the packed declarations by the compiler's own view of them.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import {
  auditPolicy,
  auditRules,
  diffPolicy,
  getUserProfile,
  getUserProfiles,
  getUserProfileWithResponse,
  mergeFleetSummaries,
  parseUserProfile,
  policyCatalog,
  summarizeFleet,
  summarizePolicy,
  userProfileSchema,
  validateUserProfile,
} from "#package";
import { buildUserProfile, createZoomFetch } from "#package/testing.js";

const DECLARATIONS = fileURLToPath(new URL("../../target/consumer/package/index.d.ts", import.meta.url));
const program = ts.createProgram([DECLARATIONS], {
  target: ts.ScriptTarget.ES2022,
  lib: ["lib.es2023.d.ts", "lib.dom.d.ts"],
  strict: true,
  exactOptionalPropertyTypes: true,
});
const checker = program.getTypeChecker();
const source = program.getSourceFile(DECLARATIONS);
const declared = new Map(
  checker.getExportsOfModule(checker.getSymbolAtLocation(source)).map((symbol) => [symbol.name, symbol]),
);

/** The type of what a function returns, or of a promise or iterator of it, in its last overload. */
function returned(name, step = (type) => type) {
  const signatures = checker.getTypeOfSymbol(declared.get(name)).getCallSignatures();
  return step(signatures.at(-1).getReturnType());
}
const awaited = (type) => checker.getAwaitedType(type);
const iterated = (type) => checker.getTypeArguments(type)[0];
const member = (type, name) => checker.getTypeOfSymbol(type.getProperty(name));
const named = (name) => checker.getDeclaredTypeOfSymbol(declared.get(name));

const isOpen = (type) => (type.flags & (ts.TypeFlags.Unknown | ts.TypeFlags.Any)) !== 0;
const membersOf = (type) => (type.isUnion() ? type.types.flatMap(membersOf) : [type]);
const isPrimitive = (type) => (type.flags & ts.TypeFlags.Object) === 0 && !type.isIntersection();

/** Returns the first fault of a value by a type: a key that is not declared, one that is missing, or a wrong kind. */
function faultOf(value, type, path) {
  if (isOpen(type)) return undefined;
  const faults = membersOf(type).map((member) => faultOfMember(value, member, path));
  // A member of a union that fits is enough; else the fault that lies deepest names what is wrong.
  if (faults.includes(undefined)) return undefined;
  return faults.sort((a, b) => b.length - a.length)[0];
}

function faultOfMember(value, type, path) {
  if (isOpen(type)) return undefined;
  if (typeof value !== "object" || value === null) return faultOfPrimitive(value, type, path);
  if (isPrimitive(type)) return `${path}: an object is declared as ${checker.typeToString(type)}`;
  if (Array.isArray(value)) return faultOfItems(value, type, path);
  return faultOfKeys(value, type, path);
}

function faultOfPrimitive(value, type, path) {
  // `(string & {})` leaves a vocabulary open.
  const word = type.isIntersection() ? type.types[0] : type;
  const own =
    typeof value === "string"
      ? checker.getStringLiteralType(value)
      : typeof value === "number"
        ? checker.getNumberLiteralType(value)
        : { true: checker.getTrueType(), false: checker.getFalseType(), null: checker.getNullType() }[value];
  if (typeof value === "function") return undefined;
  return checker.isTypeAssignableTo(own ?? checker.getUndefinedType(), word)
    ? undefined
    : `${path}: ${value} is declared as ${checker.typeToString(type)}`;
}

function faultOfItems(list, type, path) {
  const item = checker.getIndexTypeOfType(type, ts.IndexKind.Number);
  if (!item) return `${path}: a list is declared as ${checker.typeToString(type)}`;
  return first(list.map((value, index) => () => faultOf(value, item, `${path}/${index}`)));
}

function faultOfKeys(object, type, path) {
  const infos = checker.getIndexInfosOfType(type);
  const keyed = (key) => {
    const property = type.getProperty(key);
    if (property) return checker.getTypeOfSymbol(property);
    return infos.find(
      ({ keyType }) =>
        checker.isTypeAssignableTo(checker.getStringLiteralType(key), keyType) || keyType.isIntersection(),
    )?.type;
  };
  const missing = type
    .getProperties()
    .find(
      (property) =>
        !(property.flags & ts.SymbolFlags.Optional) &&
        !(property.flags & ts.SymbolFlags.Method) &&
        !(property.name in object),
    );
  if (missing) return `${path}/${missing.name}: declared, and not there`;
  return first(
    Object.keys(object).map((key) => () => {
      const declaredAs = keyed(key);
      return declaredAs
        ? faultOf(object[key], declaredAs, `${path}/${key}`)
        : `${path}/${key}: there, and not declared`;
    }),
  );
}

function first(checks) {
  for (const check of checks) {
    const fault = check();
    if (fault !== undefined) return fault;
  }
  return undefined;
}

const check = (what, value, type) => assert.equal(faultOf(value, type, what), undefined);

const read = (name) => JSON.parse(readFileSync(new URL(`../snapshots/${name}/profile.json`, import.meta.url), "utf8"));
const PROFILES = ["sample", "everything-on", "everything-off", "empty", "from-the-future"].map(read);
const [sample, on, off] = PROFILES;

test("the comparison sees what is not declared, what is missing, and what is of another kind", () => {
  const summary = summarizePolicy(sample);
  const type = returned("summarizePolicy");
  const [entry] = summary.entries;
  assert.match(faultOf({ ...summary, more: 1 }, type, ""), /^\/more: there, and not declared$/);
  const { text: _, ...short } = entry;
  assert.match(faultOf({ ...summary, entries: [short] }, type, ""), /^\/entries\/0\/text: declared, and not there$/);
  const odd = { ...entry, state: "perhaps" };
  assert.match(faultOf({ ...summary, entries: [odd] }, type, ""), /^\/entries\/0\/state: perhaps is declared as/);
});

test("policies: summaries, changes, findings, rules and the catalog", () => {
  check("policyCatalog", policyCatalog(), returned("policyCatalog"));
  check("auditRules", auditRules(), returned("auditRules"));
  const baseline = { sms: { enable: false }, call_park: { expiration_period: 5 } };
  const rules = [{ id: "mine", severity: "low", title: "t", why: "w", remedy: "r", check: () => ["/id"] }];
  for (const profile of PROFILES) {
    check("summarizePolicy", summarizePolicy(profile), returned("summarizePolicy"));
    check("auditPolicy", auditPolicy(profile, { baseline, rules }), returned("auditPolicy"));
    for (const other of PROFILES) check("diffPolicy", diffPolicy(profile, other), returned("diffPolicy"));
  }
});

test("validation: profiles, issues and the Standard Schema's results", async () => {
  const faulty = { ...on, calling_plans: [{ type: "x" }], policy: { sms: { enable: 1 } }, extension_number: "12" };
  for (const input of [...PROFILES, JSON.stringify(on), JSON.stringify(faulty, null, 1), faulty, "{", "[]", "{}"])
    check("validateUserProfile", validateUserProfile(input), returned("validateUserProfile"));
  check("parseUserProfile", parseUserProfile(on), returned("parseUserProfile"));
  const schema = checker.getTypeOfSymbol(declared.get("userProfileSchema"));
  for (const value of [on, faulty]) {
    const result = await userProfileSchema["~standard"].validate(value);
    check(
      "userProfileSchema",
      result,
      member(member(schema, "~standard"), "validate").getCallSignatures()[0].getReturnType(),
    );
  }
});

test("calls: profiles, outcomes, responses, and errors of every code", async () => {
  const faults = Object.fromEntries(
    // The test kit has an example of each code that a reply can lead to.
    membersOf(named("ErrorCode"))
      .map(({ value }) => value)
      .filter((code) => code !== "invalid_argument")
      .map((code) => [code, code]),
  );
  const users = [buildUserProfile({ id: "ada" }), buildUserProfile({ id: "bob" })];
  const fetch = createZoomFetch({ users, faults: { ...faults, bob: [{ status: 503 }] } });
  const options = { fetch, maxRetries: 1, timeoutMs: 2_000, token: "t" };
  check(
    "getUserProfileWithResponse",
    await getUserProfileWithResponse("bob", options),
    returned("getUserProfileWithResponse", awaited),
  );
  const errors = await Promise.all(
    ["", ...Object.keys(faults)].map((id) =>
      getUserProfile(id, { ...options, maxRetries: 0, timeoutMs: 200 }).catch((error) => error),
    ),
  );
  const codes = new Set(errors.map(({ code }) => code));
  assert.equal(codes.size, Object.keys(faults).length + 1, [...codes].join());
  for (const error of errors) check(`the error ${error.code}`, error, named("ZoomPhoneError"));
  for await (const outcome of getUserProfiles(["ada", "user_not_found"], { ...options, maxRetries: 0 }))
    check("getUserProfiles", outcome, returned("getUserProfiles", iterated));
});

test("fleets: summaries with all that is asked for, merged and empty", async () => {
  const type = returned("summarizeFleet", awaited);
  const users = [on, off, { ...on, id: "another" }, { ...on, id: "third" }, { id: 5 }];
  const failed = { userId: "x", ok: false, error: await getUserProfile("").catch((error) => error) };
  for (const groupBy of [undefined, "site", "calling_plan"]) {
    const options = { groupBy, audit: true, outliers: true };
    const summary = await summarizeFleet([...PROFILES, ...users, failed], options);
    check("summarizeFleet", summary, type);
    check("mergeFleetSummaries", mergeFleetSummaries(summary, await summarizeFleet([on], options)), type);
  }
  check("an empty fleet", await summarizeFleet([]), type);
  check("a sum of nothing", mergeFleetSummaries(), type);
});
