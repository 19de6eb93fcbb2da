// Divides the glue among the parts of the wasm as `scripts/split.js` divides the program: a declaration that one part
// alone uses belongs to its module, and what several use to a module that all share. Bundlers decide by modules, so
// that no page loads the glue of parts that it does not use.

/** What the linker uses: it belongs to no part. */
const LINKER = ["wasm", "start", "memory"];

/**
 * Returns the texts of the glue: `{ shared, parts }`, where `parts` has for each part what its module declares. `glue`
 * is that of `shakableGlue`; `exports` are the short names of the wasm's exports, and `parts` what `split` says of the
 * parts. Throws if a function calls exports of several parts besides the first.
 */
export function divideGlue(glue, { exports, parts }) {
  const declarations = declarationsOf(glue);
  const owners = ownersOf(declarations, { exports, parts });
  const textOf = (owner) => moduleText(owner, declarations, owners);
  return {
    shared: textOf(undefined),
    parts: Object.fromEntries(Object.keys(parts).map((part) => [part, textOf(part)])),
  };
}

/** Statements of the top level by the names that they declare. Comments are left out. */
function declarationsOf(glue) {
  const code = glue.replace(/^\/\*.*?\*\/\n/gms, "");
  const statements = code.split(/^(?=(?:export )?(?:function|class|const|let) )/m);
  const declarations = new Map(statements.filter((text) => nameOf(text)).map((text) => [nameOf(text), { text }]));
  for (const [name, declaration] of declarations) {
    const words = new Set(declaration.text.match(/\w+/g));
    declaration.uses = [...words].filter((word) => word !== name && declarations.has(word));
    declaration.calls = [...declaration.text.matchAll(/\bwasm\.(\w+)/g)].map(([, short]) => short);
  }
  return declarations;
}

const nameOf = (statement) => /^(?:export )?(?:function|class|const|let) (\w+)/.exec(statement)?.[1];

/** The part that each declaration belongs to; `undefined` of what several use. */
function ownersOf(declarations, { exports, parts }) {
  const [root] = Object.keys(parts);
  const exporters = new Map(
    Object.entries(parts).flatMap(([part, { exports: names }]) => names.map((name) => [exports[name], part])),
  );
  const importers = (name) => Object.keys(parts).filter((part) => Object.values(parts[part].glue).includes(name));
  const owners = new Map(LINKER.map((name) => [name, undefined]));
  const ownerOf = (name) => {
    if (!owners.has(name)) {
      const users = [...declarations].filter(([, { uses }]) => uses.includes(name)).map(([user]) => user);
      owners.set(name, single([...importers(name), ...users.map(ownerOf)]));
    }
    return owners.get(name);
  };
  for (const [name, { text, calls }] of declarations) {
    if (!text.startsWith("export ") || importers(name).length > 0 || owners.has(name)) continue;
    const callees = new Set(calls.map((short) => exporters.get(short) ?? root));
    if (callees.size > 1) callees.delete(root);
    if (callees.size > 1) throw new Error(`${name} of the glue calls several parts: ${[...callees].join(", ")}`);
    owners.set(name, [...callees][0]);
  }
  for (const name of declarations.keys()) ownerOf(name);
  return owners;
}

/** The one value of a list; `undefined` if it has several. */
const single = (values) => (new Set(values).size === 1 ? values[0] : undefined);

function moduleText(owner, declarations, owners) {
  const own = [...declarations].filter(([name]) => owners.get(name) === owner);
  const isUsedElsewhere = (name) =>
    [...declarations].some(([user, { uses }]) => uses.includes(name) && owners.get(user) !== owner);
  const texts = own.map(([name, { text }]) =>
    !text.startsWith("export ") && isUsedElsewhere(name) ? `export ${text}` : text,
  );
  return texts.join("");
}

/** The names that a module needs of the shared glue: those of `text`, and those of `more`. */
export function sharedNames(shared, text, more) {
  const names = [...shared.matchAll(/^export (?:function|class|const|let) (\w+)/gm)].map(([, name]) => name);
  const used = new Set([...(text.match(/\w+/g) ?? []), ...more]);
  return names.filter((name) => used.has(name));
}
