// Reads two fleets into the wasm, and hands it the earlier profiles again that it asks for.

import type { Drift } from "#parts/drift";
import * as glue from "#parts/drift";
import { invalidArgument } from "../shared/arguments.ts";
import { bytesDocument } from "../shared/documents.ts";
import { nextTask } from "../shared/next-task.ts";
import { prepared, withinMemory } from "../shared/runtime.ts";
import type { FleetDriftSummary } from "./drift-types.ts";
import { readInto } from "./reader.ts";
import { type Rereadable, rereadable } from "./rereadable.ts";
import { byteOrderMark, type FleetSettings } from "./settings.ts";
import { partsOf } from "./source.ts";

/**
 * Where to read the earlier profiles takes a pass over their source: bytes of later ones that wait for the first pass,
 * and how many more for each further one. If all profiles have changed, 64 MB of them take 11 passes.
 */
const MORE_WAITING = 1 << 20;
/** Users that are written at a time, before other tasks have their turn: that takes about 5 ms. */
const BATCH = 256;

/** Yields what is written of users, whole lines at a time, and hands out the summary at the end. */
export async function* writeDrift(
  before: unknown,
  after: unknown,
  settings: FleetSettings,
  form: number | undefined,
  onSummary: (summary: FleetDriftSummary) => void,
): AsyncGenerator<Uint8Array, void> {
  const earlier = rereadable(before);
  let isAfterOpen = false;
  let drift: Drift | undefined;
  try {
    await prepared(glue.part);
    drift = new glue.Drift(settings.strictness, settings.groupBy, form);
    if (settings.bom) yield byteOrderMark();
    for await (const _ of readInto(drift, earlier.parts(), settings));
    const { profiles, bytes } = drift;
    drift.beginAfter();
    const onProgress: FleetSettings["onProgress"] = (progress) =>
      settings.onProgress?.({ profiles: profiles + progress.profiles, bytes: bytes + progress.bytes });
    isAfterOpen = true;
    let mostWaiting = MORE_WAITING;
    for await (const _ of readInto(drift, after, { ...settings, onProgress })) {
      if (!earlier.isRandom && drift.waiting <= mostWaiting) continue;
      yield* settled(drift, earlier, settings);
      mostWaiting += MORE_WAITING;
    }
    yield* settled(drift, earlier, settings);
    while (queueRemoved(drift)) if (earlier.isRandom) yield* settled(drift, earlier, settings);
    yield* settled(drift, earlier, settings);
    onSummary(withinMemory(() => JSON.parse(drift!.summary())));
  } finally {
    withinMemory(() => drift?.free());
    if (!isAfterOpen) closeUnread(after);
  }
}

function queueRemoved(drift: Drift): boolean {
  return withinMemory(() => drift.queueRemoved());
}

/** Hands over the earlier profiles that are wanted, and yields what has been written. */
async function* settled(
  drift: Drift,
  earlier: Rereadable,
  { signal }: FleetSettings,
): AsyncGenerator<Uint8Array, void> {
  const wanted = withinMemory(() => drift.wanted());
  let answered = 0;
  if (wanted.length > 0) {
    for await (const document of earlier.read(wanted, signal)) {
      const isSame = withinMemory(() => drift.answer(bytesDocument(document).write()));
      if (!isSame) throw hasChanged();
      if (++answered % BATCH > 0) continue;
      yield withinMemory(() => drift.take());
      await nextTask();
    }
    if (answered < wanted.length / 3) throw hasChanged();
  }
  const bytes = withinMemory(() => drift.take());
  if (bytes.length > 0) yield bytes;
}

function hasChanged() {
  return invalidArgument(
    "`before` has changed while it was read: a profile is not what it was",
    "Pass a copy that nothing writes to, and an iterable that gives the same each time.",
  );
}

/** Closes a source that nobody has read. */
function closeUnread(source: unknown): void {
  const ended = new AbortController();
  ended.abort();
  partsOf(source, ended.signal)
    .next()
    .catch(() => {});
}
