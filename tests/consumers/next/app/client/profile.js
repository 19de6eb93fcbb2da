"use client";
// A client component, which is rendered on the server first.
import { useEffect, useState } from "react";
import { getUserProfile, init, summarizePolicy } from "zoom-phone-profile";

export default function Profile() {
  const [text, setText] = useState("waiting");
  useEffect(() => {
    const controller = new AbortController();
    init()
      .then(() => getUserProfile("me", { baseUrl: "/api/zoom", signal: controller.signal }))
      .then((profile) => setText(`${profile.email}: ${summarizePolicy(profile).counts.on} on`))
      .catch((error) => controller.signal.aborted || setText(`failed: ${error.message}`));
    return () => controller.abort();
  }, []);
  useEffect(() => void (document.title = text), [text]);
  return <p>{text}</p>;
}
