// A server component: the token stays on the server.
import { getUserProfile, summarizePolicy } from "zoom-phone-profile";

export const dynamic = "force-dynamic";

export default async function Page() {
  const profile = await getUserProfile("me", { baseUrl: process.env.ZOOM_BASE_URL, token: process.env.ZOOM_TOKEN });
  return <p>{`${profile.email}: ${summarizePolicy(profile).counts.on} on`}</p>;
}
