// What a reader decides: marked, counted at once, saved, obeyed by the cleaning pass.

import assert from "node:assert/strict";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { pathToFileURL } from "node:url";
import { dittograph, file, go, made, opened, records, reloaded, root, settled, skip } from "./harness.mjs";

const reports = skip ? null : made("judged", { inputs: ["data/reports"] });

/** The decisions as the page saves them. */
async function saved(page) {
  await go(page, "#decisions");
  const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: /Save/ }).click()]);
  assert.equal(download.suggestedFilename(), "decisions.jsonl");
  return readFileSync(await download.path(), "utf8");
}

test("verdicts, notes and exclusions are saved and obeyed", { skip }, async () => {
  const { page, close } = await opened(reports.url, { trusted: true });
  const findings = records(reports.findings, "finding");
  const marked = new Map(records(reports.findings, "mark").map((mark) => [mark.finding, mark]));
  const copy = findings.find((finding) => finding.kind === "copy" && marked.has(finding.id));
  const loop = findings.find((finding) => finding.kind === "loop");
  await go(page, `#family/${copy.family}`);
  const group = page.getByRole("group", { name: "Judge this family" });
  await group.getByRole("button", { name: "Wrong" }).click();
  assert.equal(await group.getByRole("button", { name: "Wrong" }).getAttribute("aria-pressed"), "true");
  await group.getByRole("textbox").fill("排比，不是重复");
  await group.getByRole("textbox").press("Enter");
  await page.keyboard.press("Escape");
  await go(page, `#family/${loop.family}`);
  await page.keyboard.press("r");

  const lines = (await saved(page)).trim().split("\n").map((line) => JSON.parse(line));
  assert.equal(lines.length, 2);
  const wrong = lines.find((line) => line.family === copy.family);
  assert.deepEqual([wrong.verdict, wrong.note], ["wrong", "排比，不是重复"]);
  const canonical = findings.find((finding) => finding.family === copy.family && finding.role === "original");
  assert.deepEqual(
    [wrong.doc, wrong.start_char, wrong.end_char, wrong.span_hash],
    [canonical.doc, canonical.start_char, canonical.end_char, canonical.span_hash],
    "it says where the canonical occurrence stands",
  );
  await close();

  // The scan that was judged, and a run made anew on a corpus that has grown since.
  const decisions = file("decisions.jsonl");
  writeFileSync(decisions, `${lines.map((line) => JSON.stringify(line)).join("\n")}\n`);
  const original = readFileSync(join(root, "data/reports", copy.doc), "utf8");
  const passage = [...original].slice(copy.start_char, copy.end_char).join("");
  const obeyed = file("obeyed");
  dittograph(["dedup", "--from", reports.findings, "--decisions", decisions, "-o", obeyed, "-q"]);
  assert.ok(readFileSync(join(obeyed, copy.doc), "utf8").includes(passage), "what is wrong stays");
  const grown = file("grown");
  mkdirSync(grown);
  writeFileSync(join(grown, "00-first.txt"), "这一篇排在最前面，与其余各篇没有共同的段落，只让编号往后移动。\n");
  const anew = file("anew");
  dittograph(["dedup", "data/reports", grown, "--decisions", decisions, "-o", anew, "-q"]);
  assert.ok(readFileSync(join(anew, copy.doc), "utf8").includes(passage), "in a run made anew, too");
  assert.ok(existsSync(join(anew, "findings.jsonl")));
});

test("an excluded kind, family or document is counted out at once", { skip }, async () => {
  const { page, close } = await opened(reports.url, { trusted: true });
  const share = async () => {
    await go(page, "#decisions");
    const text = await page.locator("main").innerText();
    return Number(/([\d.]+) % would be removed/.exec(text)[1]);
  };
  const [summary] = records(reports.findings, "summary");
  const before = await share();
  assert.ok(Math.abs(before - (100 * summary.removed_chars) / summary.chars) < 0.06, `${before}`);
  await go(page, "#overview");
  await page.getByRole("checkbox", { name: /loop/ }).or(page.getByRole("button", { name: /Count this kind: loop/ })).first().click();
  const figures = await page.locator(".key-figures").innerText();
  const left = new Set(records(reports.findings, "finding").filter((finding) => finding.kind !== "loop").map((finding) => finding.family)).size;
  assert.match(figures, new RegExp(`${left}\\s+Families`), "its families count no more");
  const after = await share();
  const loops = records(reports.findings, "mark").filter((mark) => mark.kind === "loop");
  const chars = loops.reduce((sum, mark) => sum + mark.end_char - mark.start_char, 0);
  assert.ok(Math.abs(before - after - (100 * chars) / summary.chars) < 0.11, `${before} − ${after}`);
  const line = JSON.parse((await saved(page)).trim());
  assert.deepEqual([line.kind, line.verdict], ["loop", "excluded"]);
  assert.equal(line.doc, undefined);
  await close();
});

test("a document that is kept is not left out as a whole", { skip }, async () => {
  const folder = file("dropped");
  dittograph(["dedup", "data/reports", "--level", "documents", "-o", folder, "-q"]);
  const [findings, html] = [join(folder, "findings.jsonl"), file("dropped.html")];
  dittograph(["report", findings, "-o", html, "--lang", "en", "-q"]);
  const gone = records(findings, "document").findIndex((document) => document.action === "drop");
  const { page, close } = await opened(pathToFileURL(html).href);
  await page.getByText("Documents left out as a whole").waitFor();
  await go(page, `#document/${gone}`);
  await page.getByRole("button", { name: "Exclude" }).click();
  await go(page, "#overview");
  assert.doesNotMatch(await page.locator("main").innerText(), /left out as a whole$/m);
  assert.match(await page.locator(".key-figures").innerText(), /^0\s+Documents like another/);
  await close();
});

test("saved decisions are opened again, lines of another report are counted", { skip }, async () => {
  const { page, close } = await opened(reports.url, { trusted: true });
  await go(page, "#decisions");
  const path = file("opened.jsonl");
  writeFileSync(path, '{"kind":"copy","verdict":"excluded"}\nnull\nno json\n{"finding":4000,"verdict":"wrong"}\n');
  await page.locator("input[type=file]").setInputFiles(path);
  await page.getByText("1 taken over, 3 not of this report").waitFor();
  await reloaded(page);
  await page.waitForSelector("html[data-ready]");
  await settled(page);
  assert.match(await page.getByRole("navigation").innerText(), /Decisions\s*1/, "they outlive a reload");
  await close();
});
