// A view that cannot be loaded, as after the page was deployed anew or the network went away.

import { button, element, fill, foreign } from "../dom";
import type { View } from "../views/view";

export function failedToOpen(error: unknown): View {
  const message = error instanceof Error ? error.message : String(error);
  return (host) => {
    const again = button("Reload the page", () => location.reload(), { kind: "primary" });
    fill(
      host,
      element(
        "section",
        { class: "card empty", role: "alert" },
        element("h1", {}, "This view cannot be loaded"),
        element("p", {}, "The server did not answer, or has a newer version of this page. Reload once it is there."),
        element("p", { class: "caption" }, message),
        again,
      ),
    );
    return () => {};
  };
}

/** A failure in short, where the card for failures cannot be loaded either. */
export function lostCard(error: unknown, again: () => void): HTMLElement {
  return element(
    "section",
    { class: "card failure", role: "alert" },
    element("h2", {}, foreign(error instanceof Error ? error.message : String(error))),
    element("p", { class: "hint" }, "The page's own server does not answer either: check that this machine is online."),
    element("p", { class: "actions" }, button("Try again", again, { kind: "primary" })),
  );
}
