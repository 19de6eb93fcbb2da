// Reads parts of a source again. Does not use the wasm.

import { isBytes, plainBytes } from "../shared/bytes.ts";
import { hasMethod, isObject, membersOf, passes } from "../shared/guards.ts";
import { isAsyncIterable, iteratorOf } from "../shared/iterators.ts";
import { itemOf } from "./item.ts";
import { REREADABLE } from "./rereadable-check.ts";
import { isBlob, partsOf } from "./source.ts";

/**
 * Places of profiles, three numbers for each: the item that it lies in, from 1, or 0 where it lies in the stream of all
 * bytes; the offset of its first byte in the item's JSON, or in the stream; its length in bytes.
 */
export type Places = ArrayLike<number>;

/** A source that can be read more than once. */
export interface Rereadable {
  /** Whether reading a part takes no pass over all of it. Known once `parts()` has been read. */
  readonly isRandom: boolean;
  /** Returns all of it, as a source. */
  parts(): unknown;
  /** Yields the documents at places, in their order; fewer where the source gives less than before. */
  read(places: Places, signal: AbortSignal | undefined): AsyncIterable<Uint8Array>;
}

/** Returns the means to read a source again, which `checkRereadable` has let pass. */
export function rereadable(source: unknown): Rereadable {
  if (isBytes(source)) return bytesAgain(plainBytes(source));
  if (typeof source === "string") return new StringAgain(source);
  if (passes(isBlob, source)) return blobAgain(source);
  const given = membersOf(source)?.[REREADABLE];
  return isRereadable(given) ? given : new ItemsAgain(source);
}

function isRereadable(value: unknown): value is Rereadable {
  return isObject(value) && "read" in value;
}

/** A place as it was asked for. */
interface Wanted {
  /** Its position among those that were asked for. */
  at: number;
  item: number;
  start: number;
  end: number;
}

function wantedOf(places: Places): Wanted[] {
  return Array.from({ length: places.length / 3 }, (_, at) => {
    const [item = 0, start = 0, length = 0] = [places[3 * at], places[3 * at + 1], places[3 * at + 2]];
    return { at, item, start, end: start + length };
  });
}

function bytesAgain(bytes: Uint8Array): Rereadable {
  return {
    isRandom: true,
    parts: () => bytes,
    async *read(places) {
      // Bytes that were transferred have no length, and no parts.
      for (const { start, end } of wantedOf(places)) if (end <= bytes.length) yield bytes.subarray(start, end);
    },
  };
}

/** Profiles with less than this between them are read at once. */
const NEAR = 1 << 14;
/** The most bytes that are read at once. */
const MOST_AT_ONCE = 1 << 20;

function blobAgain(blob: Blob): Rereadable {
  return {
    isRandom: true,
    parts: () => blob,
    async *read(places) {
      const wanted = wantedOf(places);
      const found: Uint8Array[] = [];
      const sorted = [...wanted].sort((one, other) => one.start - other.start);
      for (let from = 0; from < sorted.length; ) {
        const { start } = sorted[from]!;
        let { end } = sorted[from]!;
        let to = from + 1;
        for (
          let next = sorted[to];
          next && next.start < end + NEAR && next.end < start + MOST_AT_ONCE;
          next = sorted[to]
        )
          [end, to] = [Math.max(end, next.end), to + 1];
        const bytes = new Uint8Array(await blob.slice(start, end).arrayBuffer());
        for (const one of sorted.slice(from, to)) found[one.at] = bytes.subarray(one.start - start, one.end - start);
        from = to;
      }
      yield* found;
    },
  };
}

const encoder = new TextEncoder();
/** Bytes that a string is encoded in at a time: to read a profile again takes one or two of them. */
const SLICE = 1 << 15;

/** A string, of which it is known where each slice begins. */
class StringAgain implements Rereadable {
  readonly isRandom = true;
  #text: string;
  /** The beginnings of slices: as indices of the string, and in bytes. */
  #slices: { index: number; byte: number }[] = [];

  constructor(text: string) {
    this.#text = text;
  }

  *parts(): Generator<Uint8Array, void> {
    this.#slices = [];
    const buffer = new Uint8Array(SLICE);
    for (let [index, byte] = [0, 0]; index < this.#text.length; ) {
      this.#slices.push({ index, byte });
      const { read, written } = encoder.encodeInto(this.#text.slice(index, index + SLICE), buffer);
      yield buffer.subarray(0, written);
      index += read;
      byte += written;
    }
  }

  async *read(places: Places): AsyncGenerator<Uint8Array, void> {
    for (const { start, end } of wantedOf(places)) {
      const first = this.#sliceAt(start);
      const { index, byte } = this.#slices[first]!;
      // A profile ends in the same slice, or in one of the next.
      let behind = first + 1;
      while (this.#slices[behind] && this.#slices[behind]!.byte < end) behind += 1;
      yield encoder.encode(this.#text.slice(index, this.#slices[behind]?.index)).subarray(start - byte, end - byte);
    }
  }

  /** Returns the number of the slice that a byte lies in. */
  #sliceAt(byte: number): number {
    let [low, high] = [0, this.#slices.length];
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (this.#slices[middle]!.byte <= byte) low = middle;
      else high = middle;
    }
    return low;
  }
}

/** An iterable: of an array of profiles each is at hand, of any other all that come before it have to pass. */
class ItemsAgain implements Rereadable {
  #source: unknown;
  #hasBytes = false;

  constructor(source: unknown) {
    this.#source = source;
  }

  get isRandom(): boolean {
    return Array.isArray(this.#source) && !this.#hasBytes;
  }

  parts(): unknown {
    const open = () => {
      const iterator = iteratorOf(this.#source)!;
      return {
        next: () => passOn(iterator.next(), (step) => this.#noted(step)),
        return: () => iterator.return?.(),
      };
    };
    return { [isAsyncIterable(this.#source) ? Symbol.asyncIterator : Symbol.iterator]: open };
  }

  /** Returns a step of an iterator, each of its members read once, and notes whether it gives bytes. */
  #noted(step: unknown): unknown {
    if (!isObject(step)) return step;
    const { done, value } = step;
    this.#hasBytes ||= isBytes(value);
    return { done, value };
  }

  async *read(places: Places, signal: AbortSignal | undefined): AsyncGenerator<Uint8Array, void> {
    const wanted = wantedOf(places);
    // An array of promises may have given bytes unnoticed.
    if (Array.isArray(this.#source) && wanted.every(({ item }) => item > 0)) {
      for (const { item, start, end } of wanted) yield documentOf(await this.#source[item - 1]).subarray(start, end);
      return;
    }
    yield* this.#passOver(wanted, signal);
  }

  /** Reads all of the source up to the last document that is wanted, and yields each once all before it are there. */
  async *#passOver(wanted: Wanted[], signal: AbortSignal | undefined): AsyncGenerator<Uint8Array, void> {
    const finder = new Finder(wanted);
    for await (const [part] of partsOf(this.#source, signal)) {
      finder.take(part);
      yield* finder.found();
      if (finder.isDone) return;
    }
  }
}

/** Calls back with a value, or with what a promise resolves to. */
function passOn(value: unknown, take: (value: unknown) => unknown): unknown {
  return hasMethod<PromiseLike<unknown>>(value, "then") ? value.then(take) : take(value);
}

function documentOf(item: unknown): Uint8Array {
  return encoder.encode(itemOf(item).text ?? "");
}

/** Finds documents in the parts of a source that pass. */
class Finder {
  #items: Wanted[];
  #ranges: Wanted[];
  #documents: (Uint8Array | undefined)[] = [];
  #length: number;
  #item = 0;
  #byte = 0;
  /** The first document that has not been handed out. */
  #next = 0;

  constructor(wanted: Wanted[]) {
    const order = (one: Wanted, other: Wanted) => one.item - other.item || one.start - other.start;
    this.#items = wanted.filter(({ item }) => item > 0).sort(order);
    this.#ranges = wanted.filter(({ item }) => item === 0).sort(order);
    this.#length = wanted.length;
  }

  get isDone(): boolean {
    return this.#next === this.#length;
  }

  take(part: unknown): void {
    if (isBytes(part)) this.#takeBytes(plainBytes(part));
    else this.#takeItem(part);
  }

  /** Yields the documents that are whole, in their order. */
  *found(): Generator<Uint8Array, void> {
    for (;;) {
      const document = this.#documents[this.#next];
      if (!document || this.#isOpen(this.#next)) return;
      this.#documents[this.#next++] = undefined;
      yield document;
    }
  }

  /** Whether a document in the stream goes on behind the bytes that have passed. */
  #isOpen(at: number): boolean {
    return this.#ranges[0]?.at === at;
  }

  #takeBytes(bytes: Uint8Array): void {
    const [from, to] = [this.#byte, this.#byte + bytes.length];
    this.#byte = to;
    // Profiles do not overlap: the first range that is not whole is the only one that goes on behind the chunk.
    for (let range = this.#ranges[0]; range && range.start < to; range = this.#ranges[0]) {
      const document = (this.#documents[range.at] ??= new Uint8Array(range.end - range.start));
      const first = Math.max(range.start, from);
      document.set(bytes.subarray(first - from, range.end - from), first - range.start);
      if (range.end > to) return;
      this.#ranges.shift();
    }
  }

  #takeItem(part: unknown): void {
    this.#item += 1;
    if (this.#items[0]?.item !== this.#item) return;
    const document = documentOf(part);
    for (let wanted = this.#items[0]; wanted?.item === this.#item; wanted = this.#items[0]) {
      this.#documents[wanted.at] = document.slice(wanted.start, wanted.end);
      this.#items.shift();
    }
  }
}
