// What a view is: opened once in a place, then told each link that leads to it, so that what is typed and focused stays.

import type { Link } from "../link";

export type Update = (link: Link) => void;

/** Opens a view in `host`; `left` is aborted as soon as another one takes its place. */
export type View = (host: HTMLElement, left: AbortSignal) => Update;
