// Builds src/*.ts and src/page.css into ../src/report/page/assets, with the SHA-256 of each that the page's policy names.
// With --check it writes nothing and fails if what stands there is not what these sources build.

import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const assets = join(here, "../src/report/page/assets");

async function built(entry, options) {
  const result = await build({
    entryPoints: [join(here, "src", entry)],
    bundle: true,
    minify: true,
    charset: "utf8",
    legalComments: "none",
    write: false,
    ...options,
  });
  return result.outputFiles[0].text.trim();
}

const script = await built("main.ts", { format: "iife", target: "es2022" });
const style = await built("page.css", { target: ["chrome111", "firefox113", "safari16.4"] });
for (const [name, text] of [["script", script], ["style", style]]) {
  if (/<\/(script|style)|<!--/i.test(text)) throw new Error(`the ${name} holds what ends its element`);
}
const hash = (text) => createHash("sha256").update(text, "utf8").digest("base64");
const files = { "page.js": script, "page.css": style, "hashes.txt": `${hash(script)}\n${hash(style)}\n` };

let stale = 0;
for (const [name, text] of Object.entries(files)) {
  const path = join(assets, name);
  if (!process.argv.includes("--check")) {
    writeFileSync(path, text);
    console.log(`${name}: ${Buffer.byteLength(text)} bytes`);
  } else if (readFileSync(path, "utf8") !== text) {
    console.error(`${path} is not what page/src builds; run: npm run build`);
    stale = 1;
  }
}
process.exitCode = stale;
