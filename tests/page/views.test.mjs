// What a reader does: opens, filters, searches, compares, reads, changes language and theme; by mouse, by keyboard, by address.

import assert from "node:assert/strict";
import { test } from "node:test";
import { go, made, opened, records, reloaded, settled, skip } from "./harness.mjs";

const reports = skip ? null : made("reports", { inputs: ["data/reports"] });

/** A view of the page, closed when the test is done. */
async function reading(options) {
  const view = await opened(reports.url, options);
  return { ...view, [Symbol.asyncDispose]: view.close };
}
const inside = (name, run, options) =>
  test(name, { skip }, async () => {
    const view = await reading(options);
    await run(view.page);
    await view.close();
  });

inside("the overview says how much is repeated and what is removed", async (page) => {
  const [summary] = records(reports.findings, "summary");
  const text = await page.locator("main").innerText();
  assert.match(text, /10 documents/);
  assert.ok(text.includes(summary.chars.toLocaleString("en-US")), "all characters");
  const removed = ((100 * summary.removed_chars) / summary.chars).toFixed(1);
  assert.ok(text.includes(`${removed} %`), `the share to be removed, ${removed} %`);
  for (const { kind } of summary.kinds.filter(({ findings }) => findings > 0)) assert.match(text, new RegExp(`\\b${kind}\\b`));
  assert.ok((await page.locator("main svg").count()) >= 3, "charts");
});

inside("every part is reached from the menu", async (page) => {
  const parts = await page.getByRole("navigation").getByRole("link").allInnerTexts();
  assert.ok(parts.length >= 5, parts.join());
  const seen = new Set();
  for (const name of ["Map", "Families", "Documents", "Decisions", "Overview"]) {
    await page.getByRole("navigation").getByRole("link", { name }).click();
    await settled(page);
    assert.equal(await page.getByRole("navigation").locator("[aria-current=page]").innerText(), name);
    seen.add(await page.locator("main").innerText());
  }
  assert.equal(seen.size, 5, "five different pages");
});

inside("families are filtered by kind and searched in their text", async (page) => {
  await go(page, "#families");
  const rows = page.locator(".family-row.row");
  const families = new Set(records(reports.findings, "finding").map((finding) => finding.family)).size;
  assert.equal(await rows.count(), families);
  await page.getByRole("group", { name: "Kind", exact: true }).getByRole("button", { name: "loop" }).click();
  assert.equal(await rows.count(), 5);
  assert.ok((await rows.allInnerTexts()).every((text) => text.includes("loop")));
  await go(page, "#overview");
  await go(page, "#families");
  assert.equal(await rows.count(), 5, "the filter stays when one comes back");
  await page.reload();
  await page.waitForSelector(".family-row.row");
  await page.getByRole("searchbox").fill("土地流转保证金");
  await page.waitForFunction(() => document.querySelectorAll(".family-row.row").length < 5);
  assert.ok((await rows.count()) >= 1, "a passage in the middle of a text is found");
  await page.getByRole("searchbox").fill("没有这样的话");
  await page.getByText("Nothing fits.").waitFor();
  assert.equal(await rows.count(), 0);
});

inside("families are sorted", async (page) => {
  await go(page, "#families");
  const column = async () => (await page.locator(".family-row.row .c-docs").allInnerTexts()).map(Number);
  const falling = (numbers) => numbers.every((number, i) => i === 0 || numbers[i - 1] >= number);
  const sort = page.getByRole("button", { name: "Sort by Documents" });
  await sort.click();
  assert.ok(falling(await column()), "most documents first");
  await sort.click();
  assert.ok(falling((await column()).reverse()), "the other way round");
});

inside("a family shows its canonical text and every occurrence with what differs", async (page) => {
  const findings = records(reports.findings, "finding");
  const copy = findings.find((finding) => finding.kind === "copy" && finding.role === "copy" && finding.identity < 1);
  await go(page, `#family/${copy.family}`);
  await page.locator(".occurrence").first().waitFor();
  assert.equal(await page.locator(".occurrence").count(), findings.filter((finding) => finding.family === copy.family).length);
  assert.ok((await page.locator(".canonical").innerText()).length > 50);
  assert.ok((await page.locator(".occurrence ins, .occurrence del").count()) > 0, "differences are marked");
  assert.ok((await page.locator(".variants li").count()) > 0, "variants are listed");
});

inside("a template shows its slots", async (page) => {
  const template = records(reports.findings, "finding").find((finding) => finding.pattern);
  await go(page, `#family/${template.family}`);
  await page.locator(".slot").first().waitFor();
  const pattern = (await page.locator(".pattern").innerText()).replace(/\s/g, "");
  assert.equal(pattern, template.pattern.replace(/\s/g, ""));
});

inside("two occurrences stand side by side, and the address leads there again", async (page) => {
  const copy = records(reports.findings, "finding").find((finding) => finding.kind === "copy" && finding.identity < 1);
  await go(page, `#family/${copy.family}`);
  await page.getByRole("link", { name: "Side by side" }).first().click();
  await page.locator(".sides").waitFor();
  assert.match(await page.evaluate(() => location.hash), new RegExp(`^#family/${copy.family}/\\d+-\\d+$`));
  const text = await page.locator("main").innerText();
  assert.ok(text.includes(copy.doc) && text.includes(copy.partner.doc), "both documents are named");
  assert.ok(text.includes(`${copy.start_char}–${copy.end_char}`), "with their offsets");
  assert.match(await page.locator(".difference-count").innerText(), /[1-9]\d* differences?/);
  await page.getByRole("button", { name: "Copy link" }).click();
  const link = await page.evaluate(() => navigator.clipboard.readText());
  assert.equal(link, page.url());
  const view = await opened(link);
  assert.equal(await view.page.locator(".sides").count(), 1);
  await view.close();
});

inside("a document shows its whole text, marked, and as it is cleaned", async (page) => {
  const [mark] = records(reports.findings, "mark").filter((mark) => mark.action === "remove");
  const number = records(reports.findings, "document").findIndex((document) => document.doc === mark.doc);
  await go(page, `#document/${number}`);
  await page.locator(".doc-text").first().waitFor();
  const length = async () => (await page.locator("main").innerText()).length;
  const whole = await length();
  assert.ok(whole > 500);
  await page.getByRole("button", { name: "As cleaned" }).click();
  await settled(page);
  assert.ok((await length()) < whole, "less is left");
});

inside("the keyboard does it all", async (page) => {
  await page.keyboard.press("3");
  await page.locator(".family-row.row").first().waitFor();
  await page.keyboard.press("/");
  assert.equal(await page.evaluate(() => document.activeElement.getAttribute("type")), "search");
  await page.keyboard.press("Escape");
  await page.keyboard.press("j");
  await page.keyboard.press("j");
  await page.keyboard.press("k");
  assert.equal(await page.locator(".family-row[aria-selected=true]").count(), 1);
  await page.keyboard.press("Enter");
  await page.locator(".occurrence").first().waitFor();
  const first = page.url();
  await page.keyboard.press("j");
  await settled(page);
  assert.notEqual(page.url(), first, "j goes to the next family");
  await page.keyboard.press("k");
  await settled(page);
  assert.equal(page.url(), first);
  await page.keyboard.press("?");
  await page.getByRole("dialog").waitFor();
  await page.keyboard.press("Escape");
  assert.equal(await page.getByRole("dialog").count(), 0);
  await page.keyboard.press("u");
  await page.locator(".family-row.row").first().waitFor();
});

inside("everything that can be pressed can be reached by Tab and shows where it is", async (page) => {
  for (const hash of ["#overview", "#families", "#documents"]) {
    await go(page, hash);
    const seen = new Set();
    for (let i = 0; i < 40; i++) {
      await page.keyboard.press("Tab");
      const { name, outlined } = await page.evaluate(() => {
        const at = document.activeElement;
        const style = getComputedStyle(at);
        const outlined = style.outlineStyle !== "none" || style.boxShadow !== "none" || at === document.body;
        return { name: `${at.tagName} ${at.className} ${at.textContent.slice(0, 20)}`, outlined };
      });
      assert.ok(outlined, `${hash}: ${name} shows its focus`);
      seen.add(name);
    }
    assert.ok(seen.size > 6, `${hash}: ${[...seen].join("; ")}`);
  }
});

inside("the theme is the system's until it is switched, and stays so", async (page) => {
  const bright = () =>
    page.evaluate(() => {
      const [r, g, b] = getComputedStyle(document.documentElement).backgroundColor.match(/[\d.]+/g).map(Number);
      return r + g + b > 380;
    });
  assert.equal(await bright(), false);
  await page.getByRole("button", { name: /light and dark/ }).click();
  assert.equal(await bright(), true);
  await page.keyboard.press("t");
  assert.equal(await bright(), false);
  await page.keyboard.press("t");
  await reloaded(page);
  await page.waitForSelector("html[data-ready]");
  assert.equal(await bright(), true);
}, { scheme: "dark" });

inside("the language is switched on the page, and stays so", async (page) => {
  await page.getByRole("button", { name: "切换到中文" }).click();
  assert.equal(await page.evaluate(() => document.documentElement.lang), "zh");
  for (const word of ["概览", "重复组", "文档", "判定"]) assert.ok((await page.getByRole("navigation").innerText()).includes(word), word);
  assert.doesNotMatch(await page.locator("main h1, main h2").allInnerTexts().then((all) => all.join(" ")), /[A-Za-z]{5}/);
  await reloaded(page);
  await page.waitForSelector("html[data-ready]");
  assert.equal(await page.evaluate(() => document.documentElement.lang), "zh");
});

inside("an address that leads nowhere shows the overview", async (page) => {
  for (const hash of ["#family/99999", "#document/99999", "#nowhere", "#family/0/7-99", "#documents/0-99999", "#%E0%A4%A"]) {
    await go(page, hash);
    assert.ok((await page.locator("main").innerText()).length > 50, hash);
  }
});
