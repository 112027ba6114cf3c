// Every view in both themes, wide and narrow: no serious fault of accessibility, nothing to scroll sideways for; pictures for people.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { test } from "node:test";
import { go, made, opened, records, shot, skip } from "./harness.mjs";

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
    whole: `#documents/${documents.indexOf("09-hanjiang-forestry.txt")}-${documents.indexOf("10-hanjiang-forestry-revised.txt")}`,
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

// A telephone, and half a screen: what a reader sees who enlarges everything twofold.
for (const [width, height, name] of [[390, 844, "narrow"], [640, 450, "enlarged"]]) {
  test(`at ${width} pixels nothing is to be scrolled for sideways`, { skip }, async () => {
    const { page, close } = await opened(reports.url, { width, height });
    const faults = [];
    for (const [view, hash] of Object.entries(views())) {
      await go(page, hash);
      await shot(page, `${view}-${name}`);
      const { wide, beyond } = await page.evaluate(() => {
        const beyond = [...document.querySelectorAll("body *")].filter((element) => element.getBoundingClientRect().right > innerWidth + 1);
        const names = beyond.slice(0, 3).map((element) => `${element.tagName}.${element.className}`);
        return { wide: document.documentElement.scrollWidth, beyond: names };
      });
      if (wide > width) faults.push(`${view} is ${wide} wide: ${beyond.join(", ")}`);
    }
    assert.deepEqual(faults, []);
    await close();
  });
}

test("what is printed has neither menu nor buttons, and the texts", { skip }, async () => {
  const { page, close } = await opened(reports.url);
  await page.emulateMedia({ media: "print" });
  for (const view of ["overview", "family", "pair", "whole", "document"]) {
    await go(page, views()[view]);
    assert.equal(await page.getByRole("navigation").isVisible(), false);
    assert.ok((await page.locator("main").innerText()).length > 200, view);
    const pressed = page.locator("button:visible:not(.equal-lines), select:visible, input[type=text]:visible");
    assert.deepEqual(await pressed.evaluateAll((all) => all.map((element) => element.outerHTML)), [], view);
  }
  await close();
});
