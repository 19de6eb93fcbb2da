// Runs the recipes of the package's page: the generators, whose output is compiled strictly, bundled and run against
// the embedded server; and ajv, which must agree with the package.

import { execFileSync } from "node:child_process";
import { existsSync, symlinkSync } from "node:fs";

import { getUserProfile, summarizePolicy } from "zoom-phone-profile";

const run = (command, ...args) =>
  execFileSync(command, args, { encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] });

// As in a project of its own.
if (!existsSync("node_modules")) symlinkSync("../node_modules", "node_modules");
run("sh", "-e", "generate.sh");
run("tsc", "-p", ".");
run("esbuild", "sdk.ts", "--bundle", "--format=esm", "--platform=node", "--outfile=sdk.mjs");
const printed = run("node", "sdk.mjs");

const profile = await getUserProfile("me", { baseUrl: process.env.ZOOM_BASE_URL, token: process.env.ZOOM_TOKEN });
const sms = profile.policy?.sms?.enable === undefined ? "unknown" : "known";
if (printed.trim() !== `${profile.email}: ${sms}`) throw new Error(`the client that was generated says ${printed}`);

const { isProfile } = await import("./ajv.js");
if (!isProfile(profile)) throw new Error("ajv refuses a profile");
if (isProfile({ ...profile, policy: { sms: { enable: "yes" } } })) throw new Error("ajv accepts a wrong type");
console.log(`${profile.email}: ${summarizePolicy(profile).counts.on} on`);
