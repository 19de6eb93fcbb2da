// How long a slow line and processor take to show a page, computed from what Chromium does: each request is held until
// its reply would have come over the line, and work counts as processor time. No wall-clock time enters the result, so
// other work on the machine has little effect.

import { setTimeout as delay } from "node:timers/promises";

/** Lighthouse's slow 4G: milliseconds before a reply begins, and bytes a second, which all replies share. */
export const SLOW_4G = { latency: 150, download: 1.6e6 / 8, upload: 0.75e6 / 8 };
/** How many times slower than this machine's the processor is. */
export const SLOW_CPU = 4;

/** A page is at rest if it sends nothing and works less than this in so many looks, one after another. */
const REST_CPU_MS = 0.5;
const REST_LOOKS = 3;
const LOOK_MS = 30;
const MOST_LOOKS = 500;

/** The bytes over the wire of each address that is loaded while `open` runs. */
export async function sizesOf(page, open) {
  const session = await page.createCDPSession();
  await session.send("Network.enable");
  const urls = new Map();
  const sizes = new Map();
  session.on("Network.requestWillBeSent", ({ requestId, request }) => urls.set(requestId, request.url));
  session.on("Network.loadingFinished", ({ requestId, encodedDataLength }) =>
    sizes.set(urls.get(requestId), encodedDataLength),
  );
  await open();
  await page.waitForNetworkIdle();
  await session.detach();
  return sizes;
}

/**
 * Opens a page without a cache. Returns the milliseconds until it has what a selector names, and the longest chain of
 * requests until then, each of which waited for the reply to the one before. `sizes` are the bytes of each address.
 * The page must show something of the same origin before, so that its process stays the same.
 */
export async function simulate(page, url, selector, sizes) {
  const session = await page.createCDPSession();
  const processor = await startProcessor(session);
  const line = createLine(sizes);
  let contentMs;
  const onContent = async () => {
    contentMs ??= await processor.now();
  };
  const onRequest = (request) => line.send(request, processor.now());
  await session.send("Runtime.enable");
  await session.send("Runtime.addBinding", { name: "contentIsThere" });
  const { identifier } = await page.evaluateOnNewDocument(watch, selector);
  await page.setRequestInterception(true);
  page.on("request", onRequest);
  session.on("Runtime.bindingCalled", onContent);
  try {
    page.goto(url).catch(() => {});
    for (await rest(processor, line); contentMs === undefined; await rest(processor, line)) {
      const { request, completeAt } = line.receive();
      await processor.begin(completeAt);
      await request.continue();
    }
    return { ms: contentMs, chain: line.longestChain() };
  } finally {
    page.off("request", onRequest);
    await line.release();
    await page.setRequestInterception(false);
    await page.removeScriptToEvaluateOnNewDocument(identifier);
    await session.detach();
  }
}

/** Reports the first frame that has what a selector names; runs in the page. */
function watch(selector) {
  new MutationObserver((_, observer) => {
    if (!document.querySelector(selector)) return;
    observer.disconnect();
    requestAnimationFrame(() => window.contentIsThere(""));
  }).observe(document, { childList: true, subtree: true });
}

/** The clock of the slow processor, which only work of the page's main thread moves. */
async function startProcessor(session) {
  await session.send("Performance.enable", { timeDomain: "threadTicks" });
  const cpuMs = async () => {
    const { metrics } = await session.send("Performance.getMetrics");
    return metrics.find(({ name }) => name === "ThreadTime").value * 1000;
  };
  let start = 0;
  let cpuBefore = await cpuMs();
  const now = async () => start + SLOW_CPU * Math.max(0, (await cpuMs()) - cpuBefore);
  return {
    cpuMs,
    now,
    /** Begins with a reply when it is complete, or later, when the work before it is done. */
    async begin(completeAt) {
      start = Math.max(completeAt, await now());
      cpuBefore = await cpuMs();
    },
  };
}

/** The slow line. Times are in milliseconds. */
function createLine(sizes) {
  const bytesPerMs = SLOW_4G.download / 1000;
  const replies = new Set();
  let time = 0;
  let chain = [];
  let longest = chain;
  /** Moves on to the next time when a reply begins or is complete. */
  const step = () => {
    const running = [...replies].filter(({ begins }) => begins <= time);
    const share = bytesPerMs / running.length;
    const next = Math.min(
      ...running.map(({ left }) => time + left / share),
      ...[...replies].filter(({ begins }) => begins > time).map(({ begins }) => begins),
    );
    for (const reply of running) reply.left -= (next - time) * share;
    time = next;
  };
  const complete = () => [...replies].find(({ begins, left }) => begins <= time && left < 1);
  return {
    sent: 0,
    longestChain: () => longest,
    async send(request, sentAt) {
      const left = sizes.get(request.url());
      if (left === undefined) throw new Error(`the size of ${request.url()} is not known`);
      const reply = { request, left, chain: [...chain, new URL(request.url()).pathname] };
      this.sent += 1;
      reply.begins = (await sentAt) + SLOW_4G.latency;
      replies.add(reply);
    },
    /** Takes the reply that is complete next: what the page asks for until it rests is asked because of it. */
    receive() {
      if (replies.size === 0) throw new Error("the page asks for nothing, and does not show what it should");
      while (!complete()) step();
      const reply = complete();
      replies.delete(reply);
      chain = reply.chain;
      if (chain.length > longest.length) longest = chain;
      return { request: reply.request, completeAt: time };
    },
    release: () => Promise.all([...replies].map(({ request }) => request.continue())),
  };
}

async function rest({ cpuMs }, line) {
  let [before, { sent }, calm] = [await cpuMs(), line, 0];
  for (let looks = 0; calm < REST_LOOKS; looks++) {
    if (looks > MOST_LOOKS) throw new Error("the page works on and on: nothing else may be open in it");
    await delay(LOOK_MS);
    const cpu = await cpuMs();
    calm = cpu - before > REST_CPU_MS || line.sent !== sent ? 0 : calm + 1;
    [before, sent] = [cpu, line.sent];
  }
}
