// tRPC: the schema as a procedure's input, whose type the caller sees.

import { initTRPC } from "@trpc/server";
import { summarizePolicy, type UserProfile, userProfileSchema } from "zoom-phone-profile";

const trpc = initTRPC.create();
const router = trpc.router({
  policiesOn: trpc.procedure.input(userProfileSchema).query(({ input }) => summarizePolicy(input).counts.on),
});
const caller = trpc.createCallerFactory(router)({});

/** Returns how many policies of a profile are on. Rejects for what is no profile. */
export function policiesOn(profile: UserProfile): Promise<number> {
  // @ts-expect-error a string is no profile
  caller.policiesOn("a string").catch(() => {});
  return caller.policiesOn(profile);
}
