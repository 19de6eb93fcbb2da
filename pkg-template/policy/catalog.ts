// The catalog of policies.

import type { CatalogEntry } from "#model";
import * as glue from "#parts/catalog";
import { readOptions } from "../shared/read-options.ts";
import { ready } from "../shared/runtime.ts";
import { useLabels } from "./labels.ts";
import { resultOf } from "./result.ts";
import type { PolicyOptions } from "./types.ts";

/**
 * Returns all policies: label, category, meaning, which way they permit more, and how their details read.
 *
 * @throws {ZoomPhoneError} `invalid_argument` for labels that cannot be used.
 * @example
 * for (const { key, label, meaning } of policyCatalog()) console.log(key, label, meaning);
 */
export function policyCatalog(options?: PolicyOptions): CatalogEntry[] {
  useLabels(readOptions(options, ["labels"]).labels);
  ready(glue.part);
  return resultOf(glue.catalog);
}
