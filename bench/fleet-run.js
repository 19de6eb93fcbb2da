// One measurement of a fleet, in a process of its own. Started by fleet.js, which reads the JSON that it prints.

const before = process.memoryUsage.rss();

const { openSync, readFileSync, readSync, createReadStream, fstatSync } = await import("node:fs");
const [, , what, file, repeats, option] = process.argv;
const setting = JSON.parse(option ?? "{}");
const times = Number(repeats);

/** A stream that is pulled, over one buffer: the source that costs least. */
function pulled() {
  const descriptor = openSync(file);
  const { size } = fstatSync(descriptor);
  const buffer = new Uint8Array(1 << 18);
  let [at, round] = [0, 0];
  return new ReadableStream(
    {
      pull(controller) {
        if (at === size) [at, round] = [0, round + 1];
        if (round === times) return controller.close();
        const read = readSync(descriptor, buffer, 0, Math.min(buffer.length, size - at), at);
        at += read;
        controller.enqueue(buffer.subarray(0, read));
      },
    },
    { highWaterMark: 0 },
  );
}

async function drained(stream) {
  let bytes = 0;
  for await (const chunk of stream) bytes += chunk.length;
  return bytes;
}

async function served(use) {
  const { createServer } = await import("node:http");
  const server = createServer((_, response) => createReadStream(file).pipe(response));
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const result = await use((await fetch(`http://127.0.0.1:${server.address().port}/`)).body);
  server.close();
  return result;
}

const sources = {
  pulled: async (use) => use(pulled()),
  toWeb: async (use) => use((await import("node:stream")).Readable.toWeb(createReadStream(file))),
  blob: async (use) => use(await (await import("node:fs")).openAsBlob(file)),
  fetch: served,
};

/** The whole text at once, as JSON.parse needs it. */
function whole() {
  const bytes = readFileSync(file);
  const text = new TextDecoder().decode(bytes);
  return times === 1 ? [text] : Array.from({ length: times }, () => text);
}

const work = {
  async ours({ source = "pulled", isKept: _, ...options }) {
    const { summarizeFleet } = await import("../pkg/index.node.js");
    return sources[source]((stream) => summarizeFleet(stream, options));
  },
  source: ({ source }) => sources[source]((stream) => drained(stream instanceof Blob ? stream.stream() : stream)),
  // What any wasm costs, however small: one function that looks at each byte, and turns over none.
  async smallest({ wasm }) {
    const { memory, unpack } = new WebAssembly.Instance(new WebAssembly.Module(new Uint8Array(wasm))).exports;
    // A chunk has 256 KB, four pages.
    memory.grow(4);
    const room = new Uint8Array(memory.buffer);
    for await (const chunk of pulled()) {
      room.set(chunk);
      unpack(0, chunk.length);
    }
  },
  // A fleet longer than a text may be is read in pieces.
  parse() {
    let profiles = 0;
    for (const text of whole()) profiles += JSON.parse(text).length;
    return profiles;
  },
  async peer({ name, schema, words, plans }) {
    const [{ accepts }, { counter, policiesOf }] = await Promise.all([
      import(`./generated/${name}.js`),
      import("./fleet-count.js"),
    ]);
    const counts = counter(policiesOf(JSON.parse(readFileSync(schema, "utf8"))), words, plans);
    for (const text of whole())
      for (const profile of JSON.parse(text)) accepts(profile) ? counts.add(profile) : counts.fail();
    return counts.end();
  },
};

const { warmUp = 0, ...given } = setting;
for (let run = 0; run < warmUp; run++) await work[what](given);
const started = performance.now();
const result = await work[what](given);
const milliseconds = performance.now() - started;
const peak = process.resourceUsage().maxRSS * 1024;
console.log(
  JSON.stringify({ milliseconds, megabytes: Math.max(0, peak - before) / 1e6, ...(setting.isKept && { result }) }),
);
