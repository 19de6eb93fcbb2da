// @ts-nocheck
// For those who host the wasm themselves: `await init(source)` comes before everything else.

const HINT = "Pass zoom_phone_profile_bg.wasm of this version of the package, as a module, bytes, a Response or a URL.";

export function compile(fault) {
  throw fault(
    "invalid_argument",
    "The wasm is not there yet: `await init(source)` of zoom-phone-profile/external comes first",
    HINT,
  );
}

export async function compileAsync(source, fault, kindOf, mark, connectionFault) {
  if (source === undefined) compile(fault);
  const given = await fetched(source, fault, kindOf, connectionFault);
  const code = typeof given?.arrayBuffer === "function" ? await bodyOf(given, fault) : given;
  const module =
    code instanceof WebAssembly.Module
      ? code
      : await WebAssembly.compile(bytesOf(code)).catch((error) => {
          if (!(error instanceof TypeError)) throw error;
          throw fault(
            "invalid_argument",
            `\`source\` must be a WebAssembly.Module, bytes, a Response or a URL; it is ${kindOf(code)}`,
            HINT,
            error,
          );
        });
  // Instantiated, another module would stay for good. The build marks ours by a custom section.
  const marks = WebAssembly.Module.customSections(module, "zoom-phone-profile").map((bytes) =>
    new TextDecoder().decode(bytes),
  );
  if (marks.includes(mark)) return module;
  const what =
    marks.length > 0 ? "the wasm of another version of this package" : "another WebAssembly module than this package's";
  throw fault("invalid_argument", `\`source\` is ${what}`, HINT);
}

/** A view as bytes: V8 refuses a DataView. */
function bytesOf(code) {
  return ArrayBuffer.isView(code) ? new Uint8Array(code.buffer, code.byteOffset, code.byteLength) : code;
}

async function fetched(source, fault, kindOf, connectionFault) {
  const isUrl = typeof source === "string" || source instanceof URL;
  try {
    return await (isUrl ? fetch(source) : source);
  } catch (cause) {
    const problem = (isUrl && connectionFault(cause).code) || (cause?.message ?? kindOf(cause));
    throw fault(
      "network",
      `The wasm could not be fetched${isUrl ? ` from ${source}` : ""}: ${problem}`,
      `Check the URL. ${HINT}`,
      cause,
    );
  }
}

/** The bytes of a Response, or of a Blob. */
async function bodyOf(response, fault) {
  const { ok, status, url } = response;
  if (ok === false)
    throw fault(
      "network",
      `The wasm could not be fetched${url ? ` from ${url}` : ""}: HTTP ${status}`,
      "Check that zoom_phone_profile_bg.wasm is served there.",
      undefined,
      { status, url },
    );
  return response.arrayBuffer();
}
