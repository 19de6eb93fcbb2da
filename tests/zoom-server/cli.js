// Runs the embedded server by itself: `node tests/zoom-server/cli.js`, with PORT.

import { startZoomServer } from "./server.js";

const server = await startZoomServer({ port: Number(process.env.PORT ?? 8081) });
console.log(`Zoom:   ${server.baseUrl}\nTokens: ${server.tokenUrl}\nCtrl-C ends it.`);
process.once("SIGINT", () => server.close().then(() => process.exit(0)));
