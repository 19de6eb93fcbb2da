// What the two editors of JSON have in common.

import type { Issue } from "zoom-phone-profile";

export interface Editor {
  element: HTMLElement;
  value(): string;
  set(text: string): void;
  mark(issues: Issue[]): void;
  /** Shows and selects what an issue is about. */
  reveal(issue: Issue): void;
}
