// What a report says of texts whose differences are known; and what it says where texts are not at hand.

import assert from "node:assert/strict";
import { existsSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { pathToFileURL } from "node:url";
import { LOOP, editions, forms, large, told } from "./corpora.mjs";
import { dittograph, file, go, made, opened, records, reloaded, settled, skip } from "./harness.mjs";

const report = skip ? null : made("told", { documents: told() });
const passage = () => records(report.findings, "finding").find((finding) => finding.occurrences === 5);
const documentIn = ({ findings }, id) => records(findings, "document").findIndex((document) => document.doc === id);
const documentOf = (id) => documentIn(report, id);

/** The side by side of the canonical occurrence and that of a document. */
async function beside(page, id) {
  const members = records(report.findings, "finding").filter((finding) => finding.family === passage().family);
  members.sort((a, b) => Number(b.role === "original") - Number(a.role === "original") || a.id - b.id);
  const place = members.findIndex((member) => member.doc === id) + 1;
  await go(page, `#family/${passage().family}/1-${place}`);
  await page.locator(".sides").waitFor();
  const of = (style) => page.locator(`.sides .s-${style}`).allInnerTexts();
  return { script: await of("script"), other: await of("other"), lost: await of("lost"), fresh: await of("new"), gap: await of("gap") };
}

test("script, words, and what is left out are told apart side by side", { skip }, async () => {
  const { page, close } = await opened(report.url);
  const script = await beside(page, "d-script.txt");
  assert.deepEqual([script.other, script.lost, script.fresh], [[], [], []], "another script is no edit");
  assert.ok(script.script.join("").includes("鎮") || script.script.join("").includes("鄉鎮"), script.script.join());
  const words = await beside(page, "b-words.txt");
  assert.deepEqual([words.other, words.script, words.lost], [["期待", "要求"], [], []]);
  const shorter = await beside(page, "e-shorter.txt");
  assert.deepEqual([shorter.lost.join("").replace(/，/g, ""), shorter.fresh, shorter.other], ["接受监督", [], []]);
  const marks = await beside(page, "c-words.txt");
  assert.ok(marks.gap.length > 0, "punctuation is told, too");
  await close();
});

test("variants are counted over all occurrences", { skip }, async () => {
  const { page, close } = await opened(report.url);
  await go(page, `#family/${passage().family}`);
  await page.locator(".variants li").first().waitFor();
  const lines = (await page.locator(".variants li").allInnerTexts()).map((text) => text.replace(/\s+/g, " "));
  const words = lines.find((line) => line.includes("要求"));
  assert.match(words, /期待/);
  assert.match(words, /要求 ?2 of 5/);
  assert.ok(lines.some((line) => line.includes("接受监督") && /∅ ?1 of 5/.test(line)), lines.join("\n"));
  assert.equal(lines.length, 2, lines.join("\n"));
  assert.ok((await page.locator(".rail-row").count()) >= 2, "the other families stand beside it");
  await close();
});

test("a loop is folded to one copy, and unfolded", { skip }, async () => {
  const { page, close } = await opened(report.url);
  await go(page, `#document/${documentOf("a-canonical.txt")}`);
  const fold = page.getByRole("button", { name: /^× ?7/ });
  await fold.waitFor();
  const copies = async () => (await page.locator(".doc-text").innerText()).split(LOOP.slice(0, -1)).length - 1;
  const before = await copies();
  assert.ok(before <= 2, `${before} copies are shown`);
  await fold.click();
  assert.equal(await copies(), 7);
  await close();
});

test("what is normalised away is shown on request", { skip }, async () => {
  const { page, close } = await opened(report.url);
  await go(page, `#document/${documentOf("d-script.txt")}`);
  const text = () => page.locator(".doc-text").innerText();
  await page.locator(".doc-text").getByText("審計組").waitFor();
  await page.getByRole("button", { name: "As compared" }).click();
  await settled(page);
  assert.match(await text(), /审计组走访了十二个乡镇/);
  assert.ok((await page.locator(".doc-text .dropped").count()) > 0, "what does not count is faint");
  await close();
});

test("the small picture of a document jumps where it is clicked", { skip }, async () => {
  const long = made("long", { documents: large({ seed: 7, count: 4, families: 160 }) });
  const { page, close } = await opened(long.url);
  await go(page, "#document/1");
  const map = page.getByRole("img", { name: /click to jump/ });
  const box = await map.boundingBox();
  const top = () => page.evaluate(() => window.scrollY + (document.querySelector("main")?.scrollTop ?? 0));
  assert.equal(await top(), 0);
  await page.mouse.click(box.x + box.width / 2, Math.min(box.y + box.height * 0.9, 880));
  await page.waitForFunction(() => window.scrollY + (document.querySelector("main")?.scrollTop ?? 0) > 500);
  await close();
});

test("a pair of the map leads to what both have", { skip }, async () => {
  const { page, close } = await opened(report.url);
  await go(page, "#map");
  await page.locator("main a[href^='#map/']").first().click();
  await page.locator(".pair-panel").waitFor();
  const text = await page.locator(".pair-panel").innerText();
  assert.match(text, /审计组|審計組/);
  await page.locator(".pair-panel a[href*='#family/']").first().click();
  await page.locator(".sides").waitFor();
  await close();
});

test("a run over whole documents shows which are alike, and lays them side by side", { skip }, async () => {
  const whole = made("editions", { documents: editions(), scan: ["--level", "documents"] });
  const number = (id) => records(whole.findings, "document").findIndex((document) => document.doc === id);
  const { page, close } = await opened(whole.url);
  const overview = await page.locator("main").innerText();
  assert.match(overview, /1 equal, 1 near, 1 contained/);
  assert.doesNotMatch(overview, /No repeated passage|would be removed/, "nothing is said of passages that nobody looked for");
  assert.equal(await page.locator(".near li").count(), 5, "pairs that no family shows are told, too");

  const near = page.locator(".near li", { hasText: "乙.txt → 丙.txt" });
  assert.match(await near.innerText(), /near · similarity 0\.\d\d/);
  await near.getByRole("link", { name: "Side by side" }).click();
  await page.locator(".sides").waitFor();
  assert.equal(await page.evaluate(() => location.hash), `#documents/${number("乙.txt")}-${number("丙.txt")}`);
  const other = await page.locator(".sides .s-other").allInnerTexts();
  assert.ok(other.length >= 20 && other.filter((text) => text === "嶽").length === other.length / 2, other.join());
  await page.keyboard.press("n");
  assert.ok((await page.locator(".cell.active").innerText()).includes("嶽"));

  await go(page, `#documents/${number("甲.txt")}-${number("丙.txt")}`);
  assert.match(await page.locator(".difference-count").innerText(), /no differences · 0 edits/, "punctuation is no edit");

  await go(page, `#document/${number("戊.txt")}`);
  await page.locator(".like-it li", { hasText: "contained: 丁.txt" }).getByRole("link", { name: "Side by side" }).click();
  await page.locator(".sides").waitFor();
  const long = records(whole.findings, "document").find((document) => document.doc === "戊.txt").within;
  const count = (chars) => chars.toLocaleString("en-US");
  assert.ok((await page.locator(".side-head").nth(1).innerText()).includes(`${count(long.start_char)}–${count(long.end_char)}`), "the stretch that holds it");
  assert.match(await page.locator(".difference-count").innerText(), /no differences · 0 edits/);

  await go(page, "#documents");
  await page.getByRole("button", { name: "Sort by similarity" }).click();
  const rows = await page.locator(".doc-row").allInnerTexts();
  assert.match(rows[0], /^甲\.txt[^]*equal[^]*→ 丙\.txt$/);
  assert.match(rows[1], /^乙\.txt[^]*near/);

  await go(page, `#map/${number("乙.txt")}-${number("丙.txt")}`);
  await page.locator(".heat-map .chosen").first().waitFor();
  await page.locator(".pair-panel").getByRole("link", { name: "Side by side" }).waitFor();
  await close();
});

test("of two documents that are alike both are there if there is room for them alone", { skip }, async () => {
  const documents = editions().filter(({ id }) => !["丁.txt", "戊.txt"].includes(id));
  const small = made("editions-small", { documents, scan: ["--level", "documents"], report: ["--lang", "en", "--max-text", "4600"] });
  const { page, close } = await opened(small.url);
  await page.locator(".near").getByRole("link", { name: "Side by side" }).first().click();
  await page.locator(".sides").waitFor();
  await close();
});

test("texts that are gone or changed are said, and their findings are still listed", { skip }, async () => {
  const corpus = file("moved/corpus.jsonl");
  const [first, ...rest] = told();
  const write = (documents) => writeFileSync(corpus, documents.map((document) => `${JSON.stringify(document)}\n`).join(""));
  write([first, ...rest]);
  const [findings, html] = [file("moved/findings.jsonl"), file("moved/report.html")];
  dittograph(["scan", corpus, "-o", findings, "-q"]);
  write([{ ...first, text: `${first.text}补记。` }, ...rest]);
  dittograph(["report", findings, "-o", html, "--lang", "en", "-q"], { code: 1 });
  const changed = await opened(pathToFileURL(html).href);
  assert.match(await changed.page.locator("main").innerText(), /a-canonical\.txt/);
  await go(changed.page, `#document/${documentOf("a-canonical.txt")}`);
  await changed.page.getByText("was changed since it was scanned").first().waitFor();
  await changed.close();
  rmSync(corpus);
  dittograph(["report", findings, "-o", html, "--lang", "en", "-q"], { code: 1 });
  const gone = await opened(pathToFileURL(html).href);
  await go(gone.page, "#families");
  assert.ok((await gone.page.locator(".family-row.row").count()) >= 2);
  await go(gone.page, `#family/${passage().family}`);
  await gone.page.getByText("Its text is not in this report").first().waitFor();
  await gone.close();
});

test("a report that may not hold all texts says what it left out", { skip }, async () => {
  const small = made("small", { documents: large({ seed: 3, count: 40, families: 60 }), report: ["--lang", "en", "--max-text", "2000"] });
  const { page, close } = await opened(small.url);
  assert.match(await page.locator("main").innerText(), /no room for all texts/);
  await go(page, "#documents");
  await page.locator(".row").first().waitFor();
  await close();
});

test("a report in a folder loads its texts from there and from nowhere else", { skip }, async () => {
  const folder = file("folder");
  dittograph(["report", report.findings, "-o", folder, "--split", "--lang", "en", "-q"]);
  assert.ok(existsSync(join(folder, "index.html")) && readdirSync(folder).length > 1);
  const { page, close } = await opened(pathToFileURL(join(folder, "index.html")).href);
  await go(page, `#document/${documentOf("b-words.txt")}`);
  await page.locator(".doc-text").getByText("群众要求资金").waitFor();
  await close();
});

test("long names are cut in their middle, where they are least told apart", { skip }, async () => {
  const folder = "地方性法规__某某市人民代表大会常务委员会关于进一步加强和改进新形势下基层治理工作的若干规定与实施办法汇编";
  const documents = told().map(({ text }, number) => ({ id: `${folder}/第${number}号.txt`, text }));
  const long = made("names", { documents });
  const { page, close } = await opened(long.url);
  await go(page, "#documents");
  const names = page.locator(".doc-row .id a");
  assert.match(await names.nth(3).innerText(), /^地方性法规.*….*第3号\.txt$/);
  assert.equal(await names.nth(3).getAttribute("title"), `${folder}/第3号.txt`);
  const cut = await page.locator(".doc-row .id").evaluateAll((all) => all.filter((id) => id.scrollWidth > id.clientWidth).length);
  assert.equal(cut, 0, "nothing more is cut off");
  await close();
});

test("why a copy stays is said where it is told", { skip }, async () => {
  const alike = made("forms", { documents: forms() });
  const findings = records(alike.findings, "finding");
  const [copy, loop] = [findings.find((finding) => finding.other_numbers), findings.find((finding) => finding.parallel)];
  assert.deepEqual([copy?.doc, loop?.doc], ["b-baishui.txt", "c-clauses.txt"]);
  const said = `figures are others: ${copy.other_numbers} of ${copy.numbers}`;
  const { page, close } = await opened(alike.url);
  await go(page, `#family/${copy.family}`);
  const heads = page.locator(".occurrence-head");
  await heads.nth(1).waitFor();
  assert.deepEqual((await heads.allInnerTexts()).map((text) => text.includes(said)), [false, true]);
  await go(page, `#family/${copy.family}/1-2`);
  await page.locator(".side-heads").waitFor();
  assert.deepEqual((await page.locator(".side-head").allInnerTexts()).map((text) => text.includes(said)), [false, true]);
  await go(page, `#family/${loop.family}`);
  assert.match(await page.locator(".panel-title").innerText(), /parallel clauses/);
  await close();
});

test("why a document stays is said where it is told", { skip }, async () => {
  const wholes = made("forms-wholes", { documents: forms(), scan: ["--level", "documents"] });
  const record = records(wholes.findings, "document").find((document) => document.other_numbers);
  const said = `figures are others: ${record.other_numbers} of ${record.numbers}`;
  const { page, close } = await opened(wholes.url);
  await go(page, "#overview");
  await page.locator(".near li").first().waitFor();
  assert.ok((await page.locator(".near li").innerText()).includes(said));
  await go(page, `#document/${documentIn(wholes, record.doc)}`);
  assert.ok((await page.locator(".like-it").innerText()).includes(said));
  await close();
});

test("while a report is read, the page says so, in its language", { skip }, async () => {
  const { page, close } = await opened(report.url);
  await page.addInitScript(() => (Response.prototype.json = () => new Promise(() => {})));
  await page.reload();
  await page.getByText("Reading the report…").waitFor();
  await page.evaluate(() => localStorage.setItem("dittograph:language", "zh"));
  await reloaded(page);
  await page.getByText("正在读取报告……").waitFor();
  await close();
});

test("a report of nothing opens", { skip }, async () => {
  const nothing = made("nothing", { documents: [{ id: "一", text: "只有这一篇，没有重复。" }, { id: "二", text: "" }] });
  const { page, close } = await opened(nothing.url);
  for (const hash of ["#overview", "#map", "#families", "#documents", "#document/0", "#document/1", "#decisions"]) {
    await go(page, hash);
    assert.ok((await page.locator("main").innerText()).trim().length > 0, hash);
  }
  await close();
});

test("texts outside the first plane keep their places", { skip }, async () => {
  const rare = "𠮷野家的招牌上写着𡈽地庙会的日期，𠀀字碑旁摆了四十张方桌，唱戏的从午后一直唱到掌灯时分😀。";
  const documents = OWN_TEXTS.map((own, number) => ({ id: `r${number}.txt`, text: `😀😀𠮷${own}\n${rare}\n后面还有一句，${number}号。` }));
  const astral = made("astral", { documents });
  const [finding] = records(astral.findings, "finding");
  const { page, close } = await opened(astral.url);
  await go(page, `#family/${finding.family}`);
  await page.locator(".canonical .passage").waitFor();
  const shown = (await page.locator(".canonical .passage").innerText()).trim();
  const exact = [...documents[0].text].slice(finding.start_char, finding.end_char).join("");
  assert.equal(shown, exact.trim());
  await close();
});

const OWN_TEXTS = ["城西新修的桥在雨季之前通了车，两岸的菜农少绕了七里路。", "夜校的灯亮到九点半，学电焊的比学会计的多出一倍。"];
