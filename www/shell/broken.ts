// A view that cannot be loaded, as after the page was deployed anew or the network went away.

import { button, element, fill } from "../dom";
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
        element("p", {}, message),
        again,
      ),
    );
    return () => {};
  };
}
