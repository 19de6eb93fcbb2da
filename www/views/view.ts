// A view: opened once in a place, then given each link that leads to it, so that what is typed and focused stays.

import type { Link, Place } from "../link";

/** Shows a link; `place` is where somebody was before, if they came back to it. */
export type Update = (link: Link, place?: Place) => void;

/** Opens a view in `host`; `left` is aborted as soon as another one replaces it. */
export type View = (host: HTMLElement, left: AbortSignal) => Update;
