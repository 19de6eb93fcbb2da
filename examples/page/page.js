// Shows the profile of whoever is signed in, or of the user who is asked for. No token here: the proxy adds it.

import { formatPolicySummary, getUserProfile, isZoomPhoneError } from "zoom-phone-profile";

const { baseUrl, session } = await (await fetch("/config.json")).json();
const [form, output] = [document.querySelector("form"), document.querySelector("output")];

async function show(userId) {
  output.textContent = "…";
  try {
    // A session of yours, where the proxy is of another origin; of one's own origin a cookie goes along.
    const profile = await getUserProfile(userId, { baseUrl, token: session, credentials: "same-origin" });
    const heading = document.createElement("h2");
    heading.textContent = profile.email;
    output.innerHTML = formatPolicySummary(profile, "html"); // escaped
    output.prepend(heading);
  } catch (error) {
    output.textContent = isZoomPhoneError(error) ? `${error.message}. ${error.hint}` : String(error);
  }
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  show(new FormData(form).get("user"));
});
show("me");
