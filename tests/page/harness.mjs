// What the tests of the page share: the built program, pages made with it, a browser that may reach nothing.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { after } from "node:test";
import { fileURLToPath, pathToFileURL } from "node:url";
import { chromium } from "playwright-core";

export const root = join(dirname(fileURLToPath(import.meta.url)), "../..");
/** Where pictures for people go. */
export const shots = process.env.SCREENSHOTS ?? join(root, "target/page");

const onPath = (name) => (process.env.PATH ?? "").split(delimiter).map((folder) => join(folder, name)).find(existsSync);

/** The browser: what CHROMIUM names, else what is on the path. */
const browserPath = process.env.CHROMIUM ?? ["chromium", "chromium-browser", "google-chrome"].map(onPath).find(Boolean);

/** The program: what DITTOGRAPH names, else the newest that was built. */
function program() {
  const target = process.env.CARGO_TARGET_DIR ?? join(root, "target");
  const built = ["release", "quick", "debug"].map((profile) => join(target, profile, "dittograph")).filter(existsSync);
  built.sort((a, b) => statSync(b).mtimeMs - statSync(a).mtimeMs);
  const found = process.env.DITTOGRAPH ?? built[0];
  assert.ok(found, "no built dittograph: run cargo build first, or name one in DITTOGRAPH");
  return found;
}

/** Why the tests of this file are left out; in CI nothing is. */
export const skip = browserPath || process.env.CI === "true" ? false : "no chromium here: install Debian's package or name one in CHROMIUM";

/** How many times slower than usual the machine is. */
export const slower = Number(process.env.SLOWER ?? 1);

const scratch = mkdtempSync(join(tmpdir(), "dittograph-page-"));
after(() => rmSync(scratch, { recursive: true, force: true }));

/** Runs the program. Output: what it wrote to standard output. */
export function dittograph(args, { code = 0, cwd = root } = {}) {
  const run = spawnSync(program(), args, { cwd, encoding: "utf8", maxBuffer: 1 << 28 });
  assert.equal(run.status, code, `dittograph ${args.join(" ")}: ${run.stderr}`);
  return run.stdout;
}

export function file(name) {
  const path = join(scratch, name);
  mkdirSync(dirname(path), { recursive: true });
  return path;
}

/** The findings and the page of inputs. `documents` (id and text) are written to a file first. */
export function made(name, { inputs, documents, scan = [], report = ["--lang", "en"] }) {
  if (documents) {
    const corpus = file(`${name}.jsonl`);
    writeFileSync(corpus, documents.map((document) => `${JSON.stringify(document)}\n`).join(""));
    inputs = [corpus];
  }
  const findings = file(`${name}-findings.jsonl`);
  const html = file(`${name}.html`);
  dittograph(["scan", ...inputs, "-o", findings, "-q", ...scan]);
  dittograph(["report", findings, "-o", html, "-q", ...report]);
  return { inputs, findings, html, url: pathToFileURL(html).href };
}

/** The records of one type of a findings file. */
export function records(path, type) {
  const lines = readFileSync(path, "utf8").trim().split("\n");
  return lines.map((line) => JSON.parse(line)).filter((record) => record.type === type);
}

let browser;
async function launched() {
  assert.ok(browserPath, "no chromium: CI must have one");
  browser ??= await chromium.launch({ executablePath: browserPath, args: ["--no-sandbox", "--disable-gpu"] });
  return browser;
}
after(() => browser?.close());

/**
 * Opens a page and waits until it is drawn. What it asks the network for, throws, or says on the console as an error is a fault,
 * which `close` reports.
 */
export async function opened(url, { width = 1440, height = 900, scheme = "light", hash = "", trusted = false } = {}) {
  const context = await (await launched()).newContext({
    viewport: { width, height },
    colorScheme: scheme,
    acceptDownloads: true,
    reducedMotion: "reduce",
  });
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  context.setDefaultTimeout(8_000 * slower);
  const page = await context.newPage();
  const faults = [];
  page.on("request", (request) => {
    const asked = request.url();
    if (!asked.startsWith("file:") && !asked.startsWith("blob:") && !asked.startsWith("data:")) faults.push(`asks for ${asked}`);
  });
  page.on("pageerror", (error) => faults.push(`throws ${error}`));
  page.on("console", (message) => message.type() === "error" && faults.push(`says ${message.text()}`));
  page.on("dialog", (dialog) => {
    if (!trusted) faults.push(`opens a dialog: ${dialog.message()}`);
    void dialog.accept();
  });
  await context.setOffline(true);
  const begun = performance.now();
  await page.goto(url + hash);
  await page.waitForSelector("html[data-ready] h1", { timeout: 30_000 * slower });
  const milliseconds = performance.now() - begun;
  return {
    page,
    milliseconds,
    faults,
    async close() {
      await context.close();
      assert.deepEqual(faults, [], "the page is quiet");
    },
  };
}

/** A picture for people. */
export async function shot(page, name) {
  mkdirSync(shots, { recursive: true });
  await page.screenshot({ path: join(shots, `${name}.png`) });
}

/** Goes to a place in the page that is open and waits until it is drawn. */
export async function go(page, hash) {
  await page.evaluate((hash) => (location.hash = hash), hash);
  await settled(page);
}

/** Opens the page anew. What it stored goes to the browser in its own time, and nothing says when it is there. */
export async function reloaded(page) {
  await page.waitForTimeout(300 * slower);
  await page.reload();
}

/** Waits until what is drawn no longer changes. */
export async function settled(page) {
  await page.evaluate(async () => {
    const frame = () => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve, 20)));
    let before = "";
    for (let i = 0; i < 100; i++) {
      await frame();
      const main = document.querySelector("main");
      const now = `${main?.childElementCount} ${main?.textContent?.length} ${main?.querySelectorAll("*").length}`;
      if (now === before && i > 2) return;
      before = now;
    }
  });
}
