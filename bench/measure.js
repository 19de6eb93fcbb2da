// Measures one peer against JSON.parse, in turns within one process or page. Knows neither Node nor browsers.

const encoder = new TextEncoder();

/** What is measured: for each row, what is passed to a peer's function. */
export const ROWS = {
  text: { title: "text → validated object", run: "fromText", inputs: ({ sound }) => sound, baseline: "fromText" },
  bytes: {
    title: "bytes → verdict",
    run: "fromBytes",
    inputs: ({ sound }) => sound.map((text) => encoder.encode(text)),
    baseline: "fromBytes",
  },
  object: {
    title: "object → verdict",
    run: "accepts",
    inputs: ({ sound }) => sound.map((text) => JSON.parse(text)),
    baseline: "fromText",
    baselineInputs: ({ sound }) => sound,
  },
  issues: { title: "ten defects → all issues", run: "issues", inputs: ({ broken }) => broken, baseline: "fromText" },
};

/** Keeps results alive, so that no engine can leave the work out. */
let sink = 0;

/** What a user does with issues: each has a place and a message. */
function consume(result) {
  if (Array.isArray(result)) for (const issue of result) sink += issue.message.length;
  else sink += result ? 1 : 0;
}

function passOver(work, inputs, times) {
  const started = performance.now();
  for (let round = 0; round < times; round++) for (const input of inputs) consume(work(input));
  return performance.now() - started;
}

/** Passes over the inputs that take about so many milliseconds. */
function timesFor(work, inputs, milliseconds) {
  let times = 1;
  while (passOver(work, inputs, times) < milliseconds / 4) times *= 2;
  return Math.max(1, Math.round((times * milliseconds) / passOver(work, inputs, times)));
}

/**
 * The ratios of a peer's time to JSON.parse's, one for each turn, and the latter's time for a document in microseconds.
 * What runs first changes with each turn.
 */
function measureRow(row, peer, engine, documents, { turns = 15, milliseconds = 20, warmUp = 300 } = {}) {
  const { run, inputs, baseline, baselineInputs = inputs } = ROWS[row];
  const [work, base] = [peer[run], engine[baseline]];
  const [workInputs, baseInputs] = [inputs(documents), baselineInputs(documents)];
  const ends = performance.now() + warmUp;
  while (performance.now() < ends) {
    passOver(work, workInputs, 1);
    passOver(base, baseInputs, 1);
  }
  const workTimes = timesFor(work, workInputs, milliseconds);
  const baseTimes = timesFor(base, baseInputs, milliseconds);
  const ratios = [];
  const microseconds = [];
  for (let turn = 0; turn < turns; turn++) {
    const measureBase = () => passOver(base, baseInputs, baseTimes) / baseTimes;
    const measureWork = () => passOver(work, workInputs, workTimes) / workTimes;
    let [baseTime, workTime] = [0, 0];
    if (turn % 2 === 0) [baseTime, workTime] = [measureBase(), measureWork()];
    else [workTime, baseTime] = [measureWork(), measureBase()];
    ratios.push(workTime / baseTime);
    microseconds.push((baseTime / baseInputs.length) * 1000);
  }
  return { ratios, microseconds, sink: sink % 2 };
}

/** All rows of a peer, for each set of documents. */
export function measureAll(peer, engine, documents) {
  const rows = (set) => Object.fromEntries(Object.keys(ROWS).map((row) => [row, measureRow(row, peer, engine, set)]));
  return Object.fromEntries(Object.entries(documents).map(([name, set]) => [name, rows(set)]));
}

/** The median, and the quartiles around it. */
export function spread(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (part) => sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))];
  return { median: at(0.5), low: at(0.25), high: at(0.75) };
}
