// Each library is given a profile, and one with a field of a wrong type, which it must name.

import { getUserProfile, summarizePolicy, type UserProfile } from "zoom-phone-profile";

import { submitWithReactHookForm } from "./react-hook-form.js";
import { submitWithTanStackForm } from "./tanstack-form.js";
import { policiesOn } from "./trpc.js";

declare const process: { env: Record<string, string | undefined> };

function assert(condition: boolean, what: string): asserts condition {
  if (!condition) throw new Error(what);
}

const profile = await getUserProfile("me", { baseUrl: process.env.ZOOM_BASE_URL, token: process.env.ZOOM_TOKEN });
// As a form makes it whose field is an input of text.
const faulty = { ...profile, policy: { ...profile.policy, sms: { enable: "yes" } } } as unknown as UserProfile;

const { valid } = await submitWithReactHookForm(profile);
assert(valid?.email === profile.email, "React Hook Form accepts a profile");
const { errors } = await submitWithReactHookForm(faulty);
assert(/should be true or false/.test(errors?.policy?.sms?.enable?.message ?? ""), "React Hook Form names the field");

const submitted = await submitWithTanStackForm(profile);
assert(typeof submitted === "object" && submitted.email === profile.email, "TanStack Form accepts a profile");
const messages = await submitWithTanStackForm(faulty);
assert(typeof messages === "string" && /"policy\.sms\.enable".*should be true or false/.test(messages), `${messages}`);

const on = await policiesOn(profile);
assert(on === summarizePolicy(profile).counts.on, "tRPC accepts a profile");
const refusal = await policiesOn(faulty).catch((error: unknown) => String(error));
assert(/should be true or false/.test(String(refusal)), `tRPC refuses another document: ${refusal}`);
console.log(`${profile.email}: ${on} on`);
