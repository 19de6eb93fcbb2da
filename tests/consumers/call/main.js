import { getUserProfile, isZoomPhoneError } from "zoom-phone-profile";

const { baseUrl = "/v2", token } = Object.fromEntries(new URLSearchParams(location.search));
getUserProfile("me", { baseUrl, token })
  .then((profile) => profile.email)
  .catch((error) => `failed: ${isZoomPhoneError(error) ? error.hint : error}`)
  .then((text) => (document.title = text));
