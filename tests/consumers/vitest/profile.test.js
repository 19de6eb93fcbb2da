import { expect, test } from "vitest";
import { getUserProfile, summarizePolicy } from "zoom-phone-profile";
import { buildUserProfile, createZoomFetch } from "zoom-phone-profile/testing";

test("a profile from a server", async () => {
  const profile = await getUserProfile("me", { baseUrl: process.env.ZOOM_BASE_URL, token: process.env.ZOOM_TOKEN });
  expect(`${profile.email}: ${summarizePolicy(profile).counts.on} on`).toBe(process.env.EXPECTED);
});

test("a profile without one", async () => {
  const fetch = createZoomFetch({ users: [buildUserProfile({ id: "ada" })], faults: { bob: "forbidden" } });
  expect((await getUserProfile("ada", { fetch })).id).toBe("ada");
  await expect(getUserProfile("bob", { fetch })).rejects.toMatchObject({ code: "forbidden" });
});
