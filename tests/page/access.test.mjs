// Every view in both themes, wide and narrow: no serious fault of accessibility, nothing to scroll sideways for; pictures for people.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { test } from "node:test";
import { go, made, opened, records, settled, shot, skip } from "./harness.mjs";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const reports = skip ? null : made("seen", { inputs: ["data/reports"] });

/** Every view: its name and its address. */
function views() {
  const findings = records(reports.findings, "finding");
  const documents = records(reports.findings, "document").map((document) => document.doc);
  const copy = findings.find((finding) => finding.kind === "copy" && finding.identity < 1);
  const loop = findings.find((finding) => finding.kind === "loop" && finding.period > 100);
  const template = findings.find((finding) => finding.kind === "template");
  return {
    overview: "#overview",
    map: "#map",
    families: "#families",
    family: `#family/${copy.family}`,
    template: `#family/${template.family}`,
    loop: `#family/${loop.family}`,
    pair: `#family/${copy.family}/1-2`,
    documents: "#documents",
    document: `#document/${documents.indexOf(loop.doc)}`,
    decisions: "#decisions",
  };
}

for (const scheme of ["light", "dark"]) {
  test(`no view has a serious fault of accessibility (${scheme})`, { skip }, async () => {
    const { page, close } = await opened(reports.url, { scheme });
    await page.evaluate(axe);
    const faults = [];
    for (const [name, hash] of Object.entries(views())) {
      await go(page, hash);
      if (name === "decisions") await page.keyboard.press("1");
      await shot(page, `${name}-${scheme}`);
      const found = await page.evaluate(() =>
        window.axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"], resultTypes: ["violations"] }),
      );
      for (const { id, impact, help, nodes } of found.violations) {
        if (impact === "serious" || impact === "critical") faults.push(`${name}: ${id}: ${help}: ${nodes.slice(0, 3).map((node) => node.html.slice(0, 160)).join(" | ")}`);
      }
    }
    assert.deepEqual(faults, []);
    await close();
  });
}

test("at 390 pixels nothing stands outside the screen", { skip }, async () => {
  const { page, close } = await opened(reports.url, { width: 390, height: 844 });
  const faults = [];
  for (const [name, hash] of Object.entries(views())) {
    await go(page, hash);
    await shot(page, `${name}-narrow`);
    const { width, outside } = await page.evaluate(() => {
      const wide = [...document.querySelectorAll("main *")].filter((element) => {
        const box = element.getBoundingClientRect();
        const scrolls = element.closest("[data-scrolls], .scrolls");
        return box.width > 0 && box.right > innerWidth + 1 && !scrolls;
      });
      return { width: document.documentElement.scrollWidth, outside: wide.slice(0, 3).map((element) => `${element.tagName}.${element.className}`) };
    });
    if (width > 390) faults.push(`${name} is ${width} wide: ${outside.join(", ")}`);
  }
  assert.deepEqual(faults, []);
  await close();
});

test("a reader who wants large letters loses nothing", { skip }, async () => {
  const { page, close } = await opened(reports.url, { width: 800, height: 900 });
  await page.evaluate(() => (document.documentElement.style.fontSize = "200%"));
  for (const hash of Object.values(views())) {
    await go(page, hash);
    await settled(page);
    const width = await page.evaluate(() => document.documentElement.scrollWidth);
    assert.ok(width <= 800, `${hash} is ${width} wide`);
  }
  await close();
});

test("what is printed has neither menu nor buttons, and the texts", { skip }, async () => {
  const { page, close } = await opened(reports.url);
  await go(page, views().family);
  await page.emulateMedia({ media: "print" });
  assert.equal(await page.getByRole("navigation").isVisible(), false);
  assert.ok((await page.locator("main").innerText()).length > 200);
  await close();
});
