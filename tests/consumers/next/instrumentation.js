import { give } from "./given.js";

export function register() {
  give(process.env);
}
