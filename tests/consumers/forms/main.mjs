// Compiles the project as strictly as TypeScript can, and runs it.

import { execFileSync } from "node:child_process";

execFileSync("tsc", ["-p", "."], { stdio: "inherit" });
await import("./dist/main.js");
