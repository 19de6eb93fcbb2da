// The schema's interface and the one that standardschema.dev publishes are assignable to each other.

import type { StandardSchemaV1 } from "@standard-schema/spec";
import { type StandardSchemaV1 as OwnStandardSchemaV1, type UserProfile, userProfileSchema } from "zoom-phone-profile";

type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
function assertType<_T extends true>(): void {}

const published: StandardSchemaV1<UserProfile, UserProfile> = userProfileSchema;
const own: OwnStandardSchemaV1<UserProfile, UserProfile> = userProfileSchema;
assertType<Equal<StandardSchemaV1.InferOutput<typeof userProfileSchema>, UserProfile>>();
assertType<Equal<StandardSchemaV1.InferInput<typeof userProfileSchema>, UserProfile>>();

/** What a consumer does that knows only the interface. */
async function check<Schema extends StandardSchemaV1>(
  schema: Schema,
  value: unknown,
): Promise<StandardSchemaV1.InferOutput<Schema>> {
  const result = await schema["~standard"].validate(value);
  if (result.issues) throw new Error(result.issues.map((issue) => issue.message).join("\n"));
  return result.value as StandardSchemaV1.InferOutput<Schema>;
}

export const profile: Promise<UserProfile> = check(userProfileSchema, { id: "x" });
// @ts-expect-error it makes profiles, nothing else
export const number: Promise<number> = check(userProfileSchema, { id: "x" });
export const both = [published, own];
