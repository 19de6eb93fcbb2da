// Lines and records out of a stream of bytes that is cut anywhere.

import { csvParseRows } from "d3-dsv";

/** The records of a CSV, each as its cells. */
export async function* records(stream: ReadableStream<Uint8Array>): AsyncGenerator<string[]> {
  let rest = "";
  for await (const chunk of texts(stream)) {
    rest += chunk;
    const end = behindLastRecord(rest);
    yield* csvParseRows(rest.slice(0, end));
    rest = rest.slice(end);
  }
  yield* csvParseRows(rest);
}

/** Where the last whole record ends: a line end within quotes ends none. */
function behindLastRecord(text: string): number {
  let end = 0;
  let from = 0;
  text.split('"').forEach((part, at) => {
    const lineEnd = at % 2 === 0 ? part.lastIndexOf("\n") : -1;
    if (lineEnd >= 0) end = from + lineEnd + 1;
    from += part.length + 1;
  });
  return end;
}

/** The lines of a stream without the first `skipped`, which cost a search for line ends and no more. */
export async function* textLines(stream: ReadableStream<Uint8Array>, skipped = 0): AsyncGenerator<string> {
  let toSkip = skipped;
  let rest = new Uint8Array();
  for await (const chunk of chunks(stream)) {
    let from = 0;
    for (let to = chunk.indexOf(10); to >= 0; to = chunk.indexOf(10, from)) {
      if (toSkip-- <= 0) yield new TextDecoder().decode(joined(rest, chunk.subarray(from, to)));
      rest = new Uint8Array();
      from = to + 1;
    }
    if (toSkip <= 0) rest = joined(rest, chunk.subarray(from));
  }
  if (toSkip <= 0 && rest.length > 0) yield new TextDecoder().decode(rest);
}

async function* texts(stream: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  for await (const chunk of chunks(stream)) yield decoder.decode(chunk, { stream: true });
  yield decoder.decode();
}

/**
 * The chunks of a stream, which is canceled as soon as nobody asks for more: not every browser iterates over
 * streams.
 */
async function* chunks(stream: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array> {
  const reader = stream.getReader();
  try {
    for (let { done, value } = await reader.read(); !done; { done, value } = await reader.read()) yield value!;
  } finally {
    void reader.cancel().catch(() => {});
  }
}

function joined(first: Uint8Array, second: Uint8Array): Uint8Array<ArrayBuffer> {
  const both = new Uint8Array(first.length + second.length);
  both.set(first);
  both.set(second, first.length);
  return both;
}
