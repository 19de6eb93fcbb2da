// The examples of the documentation: the blocks of both READMEs, and each @example of the packed declarations.

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../../../", import.meta.url));
export const PACKED = join(ROOT, "target/consumer/package");
export const DOCUMENTS = ["README.md", "pkg-template/README.md"];
export const DECLARATIONS = readdirSync(PACKED).filter((name) => name.endsWith(".d.ts"));

/**
 * Recipes that need what the repository does not install. Their projects take them out of the package's page, compile
 * and run them.
 */
export const ELSEWHERE = {
  "React with TanStack Query": "tests/consumers/forms compiles it, tests/consumers/recipes runs it",
};

/** The blocks of a document, each with the heading that it stands below; of a page its module. */
export function blocksOf(document) {
  const text = readFileSync(join(ROOT, document), "utf8");
  const blocks = text.split(/^(?=#+ )/m).flatMap((section) => {
    const [, title = ""] = /^#+ (.*)/.exec(section) ?? [];
    return [...section.matchAll(/```(js|jsx|ts|tsx|html)\n([\s\S]*?)```/g)].map(([, language, code]) => ({
      title,
      language: language === "html" ? "js" : language,
      code: language === "html" ? moduleOf(code) : code,
    }));
  });
  return blocks.map((block, index) => ({ ...block, name: `${document.replaceAll(/\W/g, "-")}-${index}` }));
}

function moduleOf(page) {
  const [, code] = /<script type="module">([\s\S]*?)<\/script>/.exec(page) ?? [];
  if (code === undefined) throw new Error(`a page without a module:\n${page}`);
  return code.replaceAll("./zoom-phone-profile/index.js", "zoom-phone-profile");
}

/** The examples of a file of declarations. */
export function examplesOf(file) {
  const comments = readFileSync(join(PACKED, file), "utf8").match(/\/\*\*[\s\S]*?\*\//g) ?? [];
  return comments
    .flatMap((comment) =>
      comment
        .replace(/^\/\*\*|\*\/$/g, "")
        .replace(/^ *\* ?/gm, "")
        .split(/^@example[^\n]*\n/m)
        .slice(1),
    )
    .map((code, index) => ({
      name: `${file.replaceAll(/\W/g, "-")}-${index}`,
      title: file,
      language: "ts",
      code: code.split(/^@\w+/m)[0].replace(/^```\w*\n|```\s*$/gm, ""),
    }));
}
