const { baseUrl = "/v2", token } = Object.fromEntries(new URLSearchParams(location.search));
const worker = new Worker(new URL("./worker.js", import.meta.url), { type: "module" });
worker.onmessage = ({ data }) => (document.title = data);
worker.postMessage({ baseUrl: new URL(baseUrl, location.href).href, token });
