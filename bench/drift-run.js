// One measurement of the drift between two fleets, in a process of its own. Started by drift.js, which reads the JSON
// that it prints.

const start = process.memoryUsage.rss();

// Before the package, whose memory it captures.
const { wasmMemory } = await import("../tests/js/support/wasm-memory.js");
const { closeSync, fstatSync, openSync, readFileSync, readSync } = await import("node:fs");
const [, , what, before, after] = process.argv;

/** A file that can be read again, in chunks over one buffer: the source that costs least. */
const chunks = (file) => ({
  *[Symbol.iterator]() {
    const descriptor = openSync(file);
    const buffer = new Uint8Array(1 << 18);
    try {
      for (const { size } = fstatSync(descriptor), at = { byte: 0 }; at.byte < size; ) {
        const read = readSync(descriptor, buffer, 0, Math.min(buffer.length, size - at.byte), at.byte);
        at.byte += read;
        yield buffer.subarray(0, read);
      }
    } finally {
      closeSync(descriptor);
    }
  },
});

const parse = (file) => JSON.parse(new TextDecoder().decode(readFileSync(file)));

const work = {
  async ours() {
    const { diffFleets } = await import("../pkg/index.node.js");
    return summaryOf(diffFleets(chunks(before), chunks(after)));
  },
  async blob() {
    const { openAsBlob } = await import("node:fs");
    const { diffFleets } = await import("../pkg/index.node.js");
    return summaryOf(diffFleets(await openAsBlob(before), chunks(after)));
  },
  async bytes() {
    const { diffFleets } = await import("../pkg/index.node.js");
    return summaryOf(diffFleets(readFileSync(before), chunks(after)));
  },
  parse: () => parse(before).length + parse(after).length,
  async twin() {
    const [{ diffPolicy }, { driftOf }] = await Promise.all([
      import("../pkg/index.node.js"),
      import("../tests/js/support/drift-twin.js"),
    ]);
    const { users, summary } = driftOf(parse(before), parse(after), diffPolicy);
    return { users: users.length, summary };
  },
};

/** Reads all users, without keeping them. */
async function summaryOf(drift) {
  let users = 0;
  for await (const _ of drift) users += 1;
  return { users, summary: await drift.summary() };
}

const started = performance.now();
const result = await work[what]();
const milliseconds = performance.now() - started;
const peak = process.resourceUsage().maxRSS * 1024;
// Memory of wasm only grows: at the end it is at its most.
const wasmBytes = what === "parse" ? 0 : wasmMemory().length;
console.log(JSON.stringify({ milliseconds, megabytes: Math.max(0, peak - start) / 1e6, wasmBytes, result }));
