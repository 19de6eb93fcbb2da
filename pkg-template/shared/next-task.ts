// Gives way to the page's other tasks, for fleets and batches. Does not use the wasm.

/** Resolves after the tasks that wait already. */
export function nextTask(): Promise<void> {
  // Node's, Deno's and Bun's; pages have none.
  const { setImmediate }: typeof globalThis & { setImmediate?: (task: () => void) => void } = globalThis;
  if (typeof setImmediate === "function") return new Promise((resolve) => setImmediate(resolve));
  // Not scheduler.yield, which goes on before other tasks of the same priority: they would wait until the end.
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
}
