// A store of files, on a disk that all processes share. Files appear whole: they are written under another name first.

import { randomUUID } from "node:crypto";
import { link, mkdir, readdir, readFile, rename, unlink, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";

const unless = (code, value) => (error) => {
  if (error.code === code) return value;
  throw error;
};

/** @param {string} folder */
export function fileStore(folder) {
  async function written(key, value) {
    const file = join(folder, key);
    const draft = `${file}.${randomUUID()}`;
    await mkdir(dirname(file), { recursive: true });
    await writeFile(draft, value);
    return { file, draft };
  }
  return {
    get: (key) => readFile(join(folder, key)).catch(unless("ENOENT", undefined)),
    async put(key, value) {
      const { file, draft } = await written(key, value);
      await rename(draft, file);
    },
    /** Keeps what is there already. */
    async putOnce(key, value) {
      const { file, draft } = await written(key, value);
      await link(draft, file).catch(unless("EEXIST", undefined));
      await unlink(draft);
    },
    async keys(prefix) {
      const names = await readdir(join(folder, prefix)).catch(unless("ENOENT", []));
      return names.filter((name) => /\.(json|ndjson)$/.test(name)).map((name) => prefix + name);
    },
  };
}
