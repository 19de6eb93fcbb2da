// Brings the wasm for those who host it themselves: `await init(source)` comes before every other call.

import { fault, invalidArgument, kindOf } from "./arguments.ts";
import { connectionCode } from "./connection.ts";
import { isObject, type UnknownObject } from "./guards.ts";
import { read } from "./redact.ts";

const HINT = "Pass zoom_phone_profile_bg.wasm of this version of the package, as a module, bytes, a Response or a URL.";

/** Always throws: without `init` there is no wasm. */
export function compile(): WebAssembly.Module | BufferSource {
  throw invalidArgument("The wasm is not loaded: call `await init(source)` of zoom-phone-profile/external first", HINT);
}

/**
 * Returns the compiled module of a source. Throws `invalid_argument` if it is not this package's wasm, `network` if it
 * cannot be fetched. `mark` is what the build wrote into its custom section.
 */
export async function compileAsync(source: unknown, mark: string): Promise<WebAssembly.Module | BufferSource> {
  if (source === undefined) return compile();
  const given = await fetched(source);
  const code = hasBody(given) ? await bodyOf(given) : given;
  const module = code instanceof WebAssembly.Module ? code : await compiled(code);
  // Instantiated, another module would stay for good.
  const marks = WebAssembly.Module.customSections(module, "zoom-phone-profile").map((bytes) =>
    new TextDecoder().decode(bytes),
  );
  if (marks.includes(mark)) return module;
  const what =
    marks.length > 0 ? "the wasm of another version of this package" : "another WebAssembly module than this package's";
  throw invalidArgument(`\`source\` is ${what}`, HINT);
}

async function compiled(code: unknown): Promise<WebAssembly.Module> {
  try {
    return await WebAssembly.compile(bytesOf(code));
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw invalidArgument(
      `\`source\` must be a WebAssembly.Module, bytes, a Response or a URL; it is ${kindOf(code)}`,
      HINT,
      error,
    );
  }
}

/** Returns a source as bytes: V8 refuses a DataView. What is not a view is left to `WebAssembly.compile` to refuse. */
function bytesOf(code: unknown): BufferSource {
  const bytes: unknown = ArrayBuffer.isView(code)
    ? new Uint8Array(code.buffer, code.byteOffset, code.byteLength)
    : code;
  return bytes as BufferSource;
}

/** Returns a source once it is there: what a promise resolves to, or the reply of a URL. */
async function fetched(source: unknown): Promise<unknown> {
  const isUrl = typeof source === "string" || source instanceof URL;
  try {
    return await (isUrl ? fetch(source) : source);
  } catch (cause) {
    const problem = (isUrl && connectionCode(cause)) || (read(cause, "message") ?? kindOf(cause));
    throw fault(
      "network",
      `The wasm could not be fetched${isUrl ? ` from ${source}` : ""}: ${problem}`,
      `Check the URL. ${HINT}`,
      cause,
    );
  }
}

/** A Response, or a Blob. */
type WithBody = UnknownObject & { arrayBuffer(): unknown };

function hasBody(value: unknown): value is WithBody {
  return isObject(value) && typeof value.arrayBuffer === "function";
}

/** Returns the bytes of a Response, or of a Blob. Throws `network` for a reply of failure. */
async function bodyOf(response: WithBody): Promise<unknown> {
  const { ok, status, url } = response;
  if (ok !== false) return response.arrayBuffer();
  throw fault(
    "network",
    `The wasm could not be fetched${url ? ` from ${url}` : ""}: HTTP ${status}`,
    "Check that zoom_phone_profile_bg.wasm is served there.",
    undefined,
    {
      status: typeof status === "number" ? status : undefined,
      url: typeof url === "string" ? url : undefined,
    },
  );
}
