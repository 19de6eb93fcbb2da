// Two copies of the package in one page, as two versions among a dashboard's dependencies would be.

import * as two from "./another-copy/index.js";
import * as one from "./zoom-phone-profile/index.js";

const { baseUrl = "/v2", token } = Object.fromEntries(new URLSearchParams(location.search));

async function look() {
  const profile = await one.getUserProfile("me", { baseUrl, token });
  const [first, second] = await Promise.all(
    [one, two].map((copy) => copy.getUserProfile("me", { baseUrl, token: "token-expired" }).catch((error) => error)),
  );
  if (first.constructor === second.constructor) throw new Error("there is one copy alone");
  for (const error of [first, second])
    for (const copy of [one, two])
      if (!copy.isZoomPhoneError(error) || error.code !== "token_expired") throw new Error(`not recognised: ${error}`);
  return `${profile.email}: ${two.summarizePolicy(profile).counts.on} on`;
}

look()
  .catch((error) => `failed: ${error.message}`)
  .then((text) => (document.title = text));
