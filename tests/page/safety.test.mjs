// Text from documents is data: nothing in it runs, loads, leaves its place or is lost.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { HARM, hostile } from "./corpora.mjs";
import { go, made, opened, records, skip } from "./harness.mjs";

const report = skip ? null : made("hostile", { documents: hostile() });

test("the file holds no text of a document outside its packed data, and loads nothing", { skip }, () => {
  const html = readFileSync(report.html, "utf8");
  for (const harm of HARM) {
    if (harm.includes("<")) assert.ok(!html.includes(harm), harm);
  }
  assert.doesNotMatch(html, /harmed|example\.invalid/);
  assert.doesNotMatch(html, /(src|href)\s*=\s*["']?(https?:)?\/\//i);
  const policy = /Content-Security-Policy" content="([^"]+)"/.exec(html)[1];
  assert.match(policy, /default-src 'none'/);
  assert.doesNotMatch(policy, /unsafe|https?:|\*/);
});

test("nothing in a document runs on any view", { skip }, async () => {
  const view = await opened(report.url);
  const { page } = view;
  const quiet = async (where) => {
    const state = await page.evaluate(() => ({
      harmed: window.harmed,
      foreign: document.querySelectorAll("main script, main iframe, main img, main style, main link, main base, main meta, main object, main embed").length,
      linked: [...document.querySelectorAll("a[href]")].map((a) => a.getAttribute("href")).filter((href) => !/^(#|blob:)/.test(href)),
    }));
    assert.deepEqual(state, { harmed: undefined, foreign: 0, linked: [] }, where);
  };
  const findings = records(report.findings, "finding");
  const families = [...new Set(findings.map((finding) => finding.family))];
  assert.ok(families.length >= 3, "the passages are found");
  const documents = records(report.findings, "document").length;
  const places = ["#overview", "#map", "#families", "#documents", "#decisions"];
  for (const family of families.slice(0, 16)) places.push(`#family/${family}`, `#family/${family}/1-2`);
  for (let number = 0; number < documents; number++) places.push(`#document/${number}`, `#documents/${number}-${(number + 1) % documents}`);
  for (const place of places) {
    await go(page, place);
    await quiet(place);
  }
  for (const word of ["<script>", "onerror", "__proto__"]) {
    await go(page, "#families");
    await page.getByRole("searchbox").fill(word);
    await page.waitForTimeout(300);
    await quiet(`search for ${word}`);
  }
  await view.close();
});

test("a hostile text is shown to the letter", { skip }, async () => {
  const view = await opened(report.url);
  const { page } = view;
  const all = records(report.findings, "document").map((document) => document.doc);
  for (const { id } of hostile().slice(0, 8)) {
    await go(page, `#document/${all.indexOf(id)}`);
    await page.locator(".doc-text").first().waitFor();
    const shown = await page.locator("main").evaluate((main) => main.textContent);
    const harm = HARM.find((harm) => id.startsWith(harm) || id.endsWith(harm));
    assert.ok(shown.includes(harm), `${id} is shown with ${harm}`);
  }
  await view.close();
});

test("marks that turn the direction of writing stay in their place", { skip }, async () => {
  const view = await opened(report.url);
  const { page } = view;
  await go(page, "#documents");
  const texts = await page.locator("main").evaluate((main) => {
    const rows = [...main.querySelectorAll(".row")].map((row) => row.textContent);
    return [rows.join("\n"), document.title];
  });
  for (const text of texts) assert.doesNotMatch(text, /[\u202a-\u202e\u2066-\u2069]/u, "names are shown without them");
  await view.close();
});
