// The built script and styles that the program carries are what page/src builds, and its types are sound.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { root } from "./harness.mjs";

const page = join(root, "page");
const installed = existsSync(join(page, "node_modules/esbuild"));
const skip = installed || process.env.CI === "true" ? false : "page/ is not installed: npm ci";

test("types are sound, and the built assets are those of the sources", { skip }, () => {
  const run = spawnSync("npm", ["run", "check"], { cwd: page, encoding: "utf8" });
  assert.equal(run.status, 0, run.stdout + run.stderr);
});
