// One user: the verdict, the person, what the audit finds, and the policies.

import { isZoomPhoneError } from "zoom-phone-profile";

import { announce, element, fill } from "../dom";
import type { Link, Place } from "../link";
import { attemptText } from "../parts/attempt";
import { viewHead } from "../parts/view-head";
import { controlNamed, restorePlace } from "../place";
import { lostCard } from "../shell/broken";
import { load } from "../source/load";
import { positionOf } from "../source/position";
import { describe, firstUser, source } from "../source/source";
import { profileBody } from "./profile-body";
import type { View } from "./view";

export const profileView: View = (host, left) => {
  let asked = "";
  let asking: AbortController | undefined;
  let shown: ReturnType<typeof profileBody> | undefined;
  left.addEventListener("abort", () => asking?.abort());

  async function show(userId: string, link: Link, place?: Place): Promise<void> {
    asking?.abort();
    const { signal } = (asking = new AbortController());
    shown = undefined;
    asked = userId;
    const status = element("p", { class: "caption", role: "status" }, "Loading the profile …");
    if (host.querySelector(".verdict")) host.setAttribute("aria-busy", "true");
    else fill(host, head(userId, status), element("div", { class: "skeleton" }));
    try {
      const onRetry = ({ attempt, delayMs, error }: Parameters<typeof attemptText>[0]) =>
        (status.textContent = attemptText({ attempt, delayMs, error }));
      const [fetched, crumbs] = await Promise.all([load(userId, { signal, onRetry }), crumbsOf(link)]);
      if (signal.aborted) return;
      const name = fetched.profile.email || fetched.profile.id || userId;
      shown = profileBody(fetched, describe(source()), crumbs?.(link, name) ?? null);
      const { parts } = shown;
      const focused = host.contains(document.activeElement) ? (document.activeElement as HTMLElement) : undefined;
      fill(host, ...parts);
      // Who goes from user to user goes on with the same key.
      controlNamed(host, focused?.dataset.control)?.focus({ preventScroll: true });
      shown.update(link, place !== undefined);
      restorePlace(place);
      document.title = `${name} · Zoom Phone profiles`;
      announce(`Profile of ${name}: ${shown.verdict}`);
    } catch (error) {
      if (signal.aborted) return;
      document.title = `${userId} · Zoom Phone profiles`;
      const card = await import("../parts/failure").then(
        ({ failureCard }) => failureCard,
        () => lostCard,
      );
      if (signal.aborted) return;
      fill(
        host,
        head(userId),
        card(error, () => void show(userId, link)),
      );
      if (!isZoomPhoneError(error)) announce(String(error));
    } finally {
      if (!signal.aborted) host.removeAttribute("aria-busy");
    }
  }

  return (link, place) => {
    const userId = link.subject || firstUser();
    if (userId === asked && shown) {
      shown.update(link, place !== undefined);
      restorePlace(place);
    } else void show(userId, link, place);
  };
};

/** What says where a profile belongs in the fleet that somebody came from; that code is there then. */
const crumbsOf = async ({ settings }: Link) =>
  settings.from === "fleet" ? (await import("../fleet/neighbors").catch(() => undefined))?.crumbs : undefined;

/** A document without an ID goes by the name of its file. */
const nameOf = (userId: string): string =>
  positionOf(userId) === undefined ? userId || "Profile" : describe(source());

function head(userId: string, status?: HTMLElement): HTMLElement {
  return viewHead(status, element("h1", { dir: "auto" }, nameOf(userId)));
}
