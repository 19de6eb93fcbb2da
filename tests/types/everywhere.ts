// What every compiler, resolution and library must accept, strict or not.

import {
  getUserProfile,
  init,
  isZoomPhoneError,
  type RequestOptions,
  summarizeFleet,
  type UserProfile,
  ZoomPhoneError,
} from "zoom-phone-profile";
import * as external from "zoom-phone-profile/external";
import { createProxy } from "zoom-phone-profile/proxy";
import { buildUserProfile, createZoomFetch } from "zoom-phone-profile/testing";

const options: RequestOptions = { fetch, signal: new AbortController().signal, token: async () => "t" };
const stubbed: RequestOptions = {
  fetch: createZoomFetch({
    users: [buildUserProfile({ policy: { sms: { enable: true } } })],
    faults: { a: ["network", { status: 500 }] },
  }),
};

export async function use(): Promise<UserProfile> {
  await init();
  await external.init(new Uint8Array(8));
  await external.init(fetch("https://example.com/x.wasm"));
  await external.init(new URL("https://example.com/x.wasm"));
  const response = await fetch("https://example.com/export.ndjson");
  if (response.body) await summarizeFleet(response.body);
  await summarizeFleet(new Blob([]));
  const proxy = createProxy({
    accountId: "a",
    clientId: "b",
    clientSecret: "c",
    allowedOrigins: [],
    authorize: () => true,
  });
  await proxy(new Request("https://example.com/phone/users/me"));
  await getUserProfile("me", stubbed);
  return getUserProfile("me", options).catch((error: unknown) => {
    if (error instanceof ZoomPhoneError || isZoomPhoneError(error)) console.error(error.code, error.hint);
    throw error;
  });
}
