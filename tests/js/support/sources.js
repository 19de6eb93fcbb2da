// Sources of a fleet that record how they are closed.

const never = () => new Promise(() => {});
const own = () => {
  throw new Error("its own");
};
const profile = () => ({ value: { id: "a" } });

/**
 * What a source does, step by step and the last for ever, and how often it is to be told that it is left: not once it
 * has ended, or failed, by itself.
 */
const STEPS = {
  "it ends": [0, () => ({ done: true })],
  "it ends after a profile": [0, profile, () => ({ done: true })],
  "it fails": [0, profile, own],
  "it gives no step": [0, () => null],
  "its step cannot be read": [
    0,
    () => ({
      get done() {
        return own();
      },
    }),
  ],
  "its profile cannot be read": [
    0,
    () => ({
      done: false,
      get value() {
        return own();
      },
    }),
  ],
  "a promise of its fails": [1, () => ({ value: Promise.reject(new Error("of one")) })],
  "a promise of its never settles": [1, () => ({ value: never() })],
  "a profile is too large": [1, () => ({ value: new Uint8Array(17 << 20).fill(0x5b) }), () => ({ done: true })],
  "its reader has had enough": [1, profile],
  "it never answers": [1, profile, never],
  "it never answers at all": [1, never],
};

/**
 * How often each source was told that it is left, and how often it should have been; `work` is given the source and
 * options. A list answers at once, so that it has no step that never settles.
 */
export async function leavings(work) {
  const all = [];
  for (const [name, [expected, ...steps]] of Object.entries(STEPS)) {
    for (const kind of name.startsWith("it never answers") ? ["asyncIterator"] : ["asyncIterator", "iterator"]) {
      let [at, told] = [0, 0];
      const next = () => steps[Math.min(at++, steps.length - 1)]();
      const iterator = {
        next: kind === "iterator" ? next : async () => next(),
        return: () => (told++, { done: true }),
      };
      const controller = new AbortController();
      const onProgress = () => name === "its reader has had enough" && controller.abort();
      if (name.includes("never")) setTimeout(() => controller.abort(), 20);
      const settled = work({ [Symbol[kind]]: () => iterator }, { signal: controller.signal, onProgress }).then(
        () => {},
        () => {},
      );
      let timer;
      const isLate = await Promise.race([settled, new Promise((resolve) => (timer = setTimeout(resolve, 2000, true)))]);
      clearTimeout(timer);
      await new Promise((resolve) => setTimeout(resolve, 5));
      all.push({ name: `${name}, by its ${kind}`, told: isLate ? "it never settled" : told, expected });
    }
  }
  return all;
}
