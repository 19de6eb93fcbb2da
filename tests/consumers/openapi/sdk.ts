// What generators make of openapi.json: the types of one and the client of another describe the same profile.

import type { UserProfile } from "zoom-phone-profile";

import type { components, operations } from "./zoom.js";
import { phoneUser } from "./zoom-sdk";

type Described = components["schemas"]["UserProfile"];
type Reply = operations["phoneUser"]["responses"][200]["content"]["application/json"];

declare const process: { env: Record<string, string | undefined> };

const { ZOOM_BASE_URL: baseUrl = "", ZOOM_TOKEN: auth } = process.env;
const { data, error } = await phoneUser({ baseUrl, auth, path: { userId: "me" } });
if (!data) throw new Error(JSON.stringify(error));
const described: Described = data;
const profile: UserProfile = described;
const reply: Reply = described;
console.log(`${profile.email}: ${reply.policy?.sms?.enable === undefined ? "unknown" : "known"}`);

const refused = await phoneUser({ baseUrl, auth: "nobody's", path: { userId: "me" } });
// Each status has the error's fields in its type.
if (refused.error?.code !== 124) throw new Error(`another error: ${JSON.stringify(refused.error)}`);
