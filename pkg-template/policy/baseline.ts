// The baseline of an audit: checked more strictly than a profile, since people write it. A field or a value that no
// profile could match would be a finding forever, or none at all.

import { FieldKind } from "#border";
import * as glue from "#parts/audit";
import { invalidArgument, shown, unlessUnreadable } from "../shared/arguments.ts";
import { isObject, isPlain } from "../shared/guards.ts";
import { suggestion } from "../shared/read-options.ts";
import { lenientDocument, type ValueDocument } from "../shared/values.ts";

/** Returns a document whose policy is the baseline. Throws `invalid_argument` if the baseline cannot be used. */
export function baselineDocument(baseline: unknown): ValueDocument {
  if (baseline === null)
    throw invalidArgument("The option `baseline` is null", "Leave it out, or pass a part of a profile's `policy`.");
  const { text, isPlain: isJson } = lenientDocument(baseline);
  // What JSON cannot carry is null in the text: the values themselves say what it is.
  if (!isJson) unlessUnreadable(() => checkValue(baseline, WHOLE));
  const policy: unknown = JSON.parse(text);
  checkValue(policy, WHOLE);
  return lenientDocument({ policy });
}

/** A field of the policies. */
interface Field {
  readonly kind: FieldKind;
  /** What its value should be, in words. */
  readonly expected: string;
}

/** A value of a baseline, and where it is. */
interface Place {
  readonly field: Field;
  /** The path with indices, such as `voicemail_access_members[0].allow_delete`. */
  readonly path: string;
  /** The path of its field, such as `voicemail_access_members[].allow_delete`. */
  readonly name: string;
}

const WHOLE: Place = { field: { kind: FieldKind.Object, expected: "an object" }, path: "", name: "" };

let fields: ReadonlyMap<string, Field> | undefined;

/** Returns all fields of the policies by their paths, such as `sms.enable`; those of a list's items follow `[]`. */
function policyFields(): ReadonlyMap<string, Field> {
  return (fields ??= new Map(
    glue
      .policyFields()
      .split("\n")
      .map((line): [string, Field] => {
        const [path, kind, expected] = line.split("\t") as [string, string, string];
        return [path, { kind: Number(kind), expected }];
      }),
  ));
}

/** Returns the paths of all fields that a departure can be about. */
export function departurePaths(): string[] {
  return [...policyFields().keys()].filter((path) => !path.includes("["));
}

/** Throws `invalid_argument` for a value of the wrong type, and for a key that no policy has. */
function checkValue(value: unknown, place: Place): void {
  const { field, path, name } = place;
  if (!fits(value, field.kind)) throw unfit(value, place);
  if (Array.isArray(value))
    for (const [index, item] of value.entries()) checkField(item, `${path}[${index}]`, `${name}[]`);
  else if (isObject(value)) {
    const prefix = name && `${name}.`;
    for (const key of Object.keys(value)) {
      const member = value[key];
      if (member === undefined) continue;
      if (/[.[]/.test(key) || !policyFields().has(prefix + key)) throw unknownKey(key, prefix);
      checkField(member, path && `${path}.${key}`, prefix + key);
    }
  }
}

function checkField(value: unknown, path: string, name: string): void {
  checkValue(value, { field: policyFields().get(name)!, path: path || name, name });
}

function fits(value: unknown, kind: FieldKind): boolean {
  switch (kind) {
    case FieldKind.Boolean:
      return typeof value === "boolean";
    case FieldKind.Integer:
      return Number.isInteger(value);
    case FieldKind.String:
      return typeof value === "string";
    case FieldKind.Object:
      return isPlain(value);
    case FieldKind.List:
      return Array.isArray(value);
    case FieldKind.Switch:
      return typeof value === "boolean" || isPlain(value);
  }
}

const EXAMPLE = "Pass a part of a profile's `policy`, such as `{ sms: { enable: false } }`.";

function unfit(value: unknown, { field, path, name }: Place): Error {
  const refused = `The baseline cannot be used: \`${path ? `policy.${path}` : "policy"}\``;
  if (value === null) return invalidArgument(`${refused} is null`, EXAMPLE);
  const isState = typeof value === "boolean" && policyFields().has(`${name}.enable`);
  const wanted = isState ? `\`{ enable: ${value} }\`` : field.expected;
  const hint = path ? `Pass ${wanted} as \`${path}\`.` : EXAMPLE;
  return invalidArgument(`${refused} must be ${field.expected}; it is ${shown(value)}`, hint);
}

function unknownKey(key: string, prefix: string): Error {
  if (prefix === "" && key === "policy")
    return invalidArgument(
      "The baseline is a policy, not a profile",
      "Pass the `policy` of the profile as the baseline.",
    );
  const names = [...policyFields().keys()]
    .filter((field) => field.startsWith(prefix))
    .map((field) => field.slice(prefix.length))
    .filter((name) => !/[.[]/.test(name));
  return invalidArgument(
    `The baseline has a field that no policy has: \`${prefix}${key}\``,
    suggestion(key, names) ?? `The fields there are: ${names.join(", ")}.`,
  );
}
