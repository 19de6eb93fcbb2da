// Makes of wasm-bindgen's glue a module of functions for parts of the wasm that are linked one after another
// (`scripts/split.js`): without the loader, without side effects, so that bundlers drop what is unused.
// Each step throws if wasm-bindgen writes its glue in another way than it did.

const LOADER = /^let wasmModule, wasmInstance, wasm;\n.*/ms;
const STARTS = "wasm.__wbindgen_start();";
const IMPORTS =
  /^function __wbg_get_imports\(\) \{\n {4}const import0 = \{\n {8}__proto__: null,\n(.*?)^ {4}\};\n.*?^\}\n/ms;
/**
 * A member of that object: `name: function(…) {…},`, or one whose errors are caught, `name: function() { return … },`.
 */
const IMPORT = /^ {8}(\w+): function(\(.*?^ {8}\}.*?),\n/gms;

/** Statements of the top level that have no effect until something calls them. */
const DECLARATION = /^(export )?(function |class |(const|let) \w+ = (?!new |[\w.]+\()|let [\w, ]+;)/;

/**
 * Returns the glue as a module. `exports` has the short name of each export of the wasm, `imports` the names of what
 * the parts import. The module exports each of these as a function, what wasm-bindgen exports (except its loader), and
 * - `wasm`: the exports of all linked parts; who links a part adds its exports;
 * - `start`: to be called once the first part is linked;
 * - `memory`: returns the memory of all parts.
 */
export function shakableGlue(text, { exports, imports }) {
  const steps = [
    withoutLoader,
    withoutDisposal,
    withoutOldEngines,
    withPureValues,
    (glue) => withImports(glue, imports),
  ];
  const glue = steps.reduce((before, step) => step(before), text) + NAMESPACE;
  const named = glue.replace(
    /(?<=\bwasm\.)\w+/g,
    (name) => exports[name] ?? changed(`it uses the export ${name}, which the wasm does not have`),
  );
  assertDeclarations(named);
  return named;
}

const NAMESPACE = `
/** The exports of all parts that are linked. */
export const wasm = {};

/** Prepares the table of JavaScript's values, once the first part is linked. */
export function start() {
    wasm.__wbindgen_start();
}

/** The memory of all parts. */
export function memory() {
    return wasm.memory;
}
`;

function changed(problem) {
  throw new Error(`wasm-bindgen has changed its glue: ${problem}. Adapt scripts/lib/glue.js`);
}

/** A text with a pattern replaced wherever it occurs; it must occur. */
function replaced(text, pattern, replacement, what) {
  if (text.search(pattern) < 0) changed(`it has no ${what}`);
  return text.replace(pattern, replacement);
}

function withoutLoader(text) {
  if (!text.includes(STARTS)) changed(`its loader does not call ${STARTS}`);
  return replaced(text, LOADER, "", "loader at its end");
}

/** The package frees what it makes: nobody uses `using`, and these statements would keep every class. */
function withoutDisposal(text) {
  const hasClasses = /^export class /m.test(text);
  return hasClasses ? replaced(text, /^if \(Symbol\.dispose\) .*\n/gm, "", "lines of Symbol.dispose") : text;
}

/** Every promised engine has `encodeInto`, and needs no first call of the decoder. */
function withoutOldEngines(text) {
  const decoder = replaced(text, /^cachedTextDecoder\.decode\(\);\n/m, "", "first call of the decoder");
  return replaced(
    decoder,
    /^if \(!\('encodeInto' in cachedTextEncoder\)\) \{\n.*?^\}\n/ms,
    "",
    "substitute of encodeInto",
  );
}

/** Values that bundlers may drop if nothing uses them. Enums are frozen objects. */
function withPureValues(text) {
  const pattern = /^((?:let|const) \w+ = | {4}: )new (TextDecoder|TextEncoder|FinalizationRegistry)\b/gm;
  const values = replaced(text, pattern, "$1/* @__PURE__ */ new $2", "decoder, encoder or registry");
  return values.replace(/^(export const \w+ = )(?=Object\.freeze\()/gm, "$1/* @__PURE__ */ ");
}

/** The members of the one table of imports, each as an exported function: those that parts import. */
function withImports(text, imports) {
  const [, members] = IMPORTS.exec(text) ?? changed("it has no table of imports");
  const found = new Map();
  const rest = members.replace(IMPORT, (_, name, body) => {
    found.set(name, `export function ${name}${body.replace(/^ {8}/gm, "")}\n`);
    return "";
  });
  if (rest.trim() !== "") changed(`its table of imports has members of another form: ${rest.trim().split("\n")[0]}`);
  const functions = imports.map((name) => found.get(name) ?? changed(`it has no import ${name}`));
  return text.replace(IMPORTS, () => functions.join("\n"));
}

/** Throws if a statement of the top level does anything when the module is loaded. */
function assertDeclarations(text) {
  const code = text.replace(/^\/\*.*?\*\/$/gms, "");
  const effect = code
    .split("\n")
    .find((line) => /^\S/.test(line) && !/^(\}|\/\/)/.test(line) && !DECLARATION.test(line));
  if (effect) changed(`it has a statement with an effect: ${effect}`);
}
