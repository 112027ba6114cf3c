// Two occurrences side by side, aligned line by line: what only one has, what stands for something else, what is written in
// another script, what differs in punctuation alone; with what stands before and behind. One scroll moves both.

import { type App, type View, chip, docRoute, go, judge, judgingKeys, kindWord, link, noText } from "./app";
import { type Passage, changesOf, otherwiseCount, tokenText } from "./compare";
import type { Family } from "./data";
import { type Change, edits } from "./diff";
import { append, button, h, oneLine, replace } from "./dom";
import { facts } from "./family";
import { otherwise } from "./fold";
import { isLoop, passages } from "./occurrences";
import { type Text, textOf } from "./texts";
import { count, percent, t, textLanguage } from "./words";

/** A line ends behind these; a long one behind the lesser ones too. */
const ENDS = /[\n。！？；!?]|\.\s/;
const LESSER = /[，、：,:;]/;
const LONG = 48;
const LONGEST = 110;
/** Equal lines in a row that are folded, and how many of them stay at each end. */
const FOLDED = 14;
const SHOWN = 4;
const CONTEXT = 120;
const MORE = 600;

type Style = "same" | "script" | "gap" | "lost" | "new" | "other";
type Run = { style: Style; text: string };

/** A line of the comparison: on each side where it begins and its runs of text. */
interface Line {
  left: Run[];
  right: Run[];
  leftStart: number;
  rightStart: number;
}

export function pair(app: App, shown: Family, place: string): View {
  const [one, two] = place.split("-").map(Number);
  const element = h("div", { class: "page pair" });
  let differences: HTMLElement[] = [];
  let active = -1;
  let context = CONTEXT;
  let alive = true;
  let last = 2;
  const step = (by: number): void => {
    if (differences.length === 0) return;
    differences[active]?.classList.remove("active");
    active = (active + by + differences.length) % differences.length;
    differences[active].classList.add("active");
    differences[active].scrollIntoView({ block: "center" });
  };
  const draw = async (): Promise<void> => {
    const all = await passages(app, shown, (place) => place === one || place === two);
    if (!alive) return;
    last = all.length;
    const left = all.find((passage) => passage.place === one) ?? all[0];
    const right = all.find((passage) => passage.place === two) ?? all[1] ?? all[0];
    const texts: [Text | null, Text | null] = [await textOf(left.finding.doc), await textOf(right.finding.doc)];
    if (!alive) return;
    const grid = h("div", { class: "sides" });
    replace(element, head(app, shown, all, left, right, step), left.text === null || right.text === null ? missing(left, right) : grid);
    if (left.text === null || right.text === null) return;
    const changes = changesOf(left, right);
    const status = element.querySelector(".difference-count");
    differences = compare(grid, left, right, changes, texts, context);
    const number = changes.length;
    if (status) {
      const other = otherwiseCount(left, right, changes);
      status.textContent = [number ? t("differences", number) : t("no_differences"), t("edits_of", edits(changes)), other ? t("otherwise_of", other) : ""].filter(Boolean).join(" · ");
    }
    const more = button(t("context"), () => {
      context += MORE;
      void draw();
    });
    element.append(h("div", { class: "tools below" }, more));
  };
  void draw();
  const other = (by: number): void => {
    const next = two + by;
    if (next >= 1 && next <= last && next !== one) go("family", shown.number, `${one}-${next}`);
  };
  const neighbour = (by: number): void => {
    const next = app.listed[app.listed.indexOf(shown) + by];
    if (next) go("family", next.number);
  };
  return {
    title: `${t("family", shown.number)} ${place}`,
    element,
    keys: {
      n: () => step(1),
      p: () => step(-1),
      ArrowRight: () => other(1),
      ArrowLeft: () => other(-1),
      j: () => neighbour(1),
      k: () => neighbour(-1),
      u: () => go("family", shown.number),
      ...judgingKeys(app, () => ({ family: shown })),
    },
    close: () => (alive = false),
  };
}

function missing(left: Passage, right: Passage): HTMLElement {
  return h("div", null, ...[left, right].filter((passage) => passage.text === null).map((passage) => noText(passage.finding.doc)));
}

function head(app: App, shown: Family, all: Passage[], left: Passage, right: Passage, step: (by: number) => void): HTMLElement {
  const loop = isLoop(shown);
  const name = (passage: Passage): string =>
    `${passage.place} · ${loop ? t("copy_number", passage.place) : oneLine(passage.finding.doc.id)} ${count(passage.start)}–${count(passage.end)}`;
  const choice = (side: "left" | "right", chosen: Passage): HTMLElement => {
    const select = h("select", {
      "aria-label": t(side === "left" ? "choose_left" : "choose_right"),
      onchange: () => go("family", shown.number, side === "left" ? `${select.value}-${right.place}` : `${left.place}-${select.value}`),
    });
    for (const passage of all.slice(0, 500)) {
      const option = h("option", { value: passage.place }, name(passage));
      option.selected = passage === chosen;
      select.append(option);
    }
    return select;
  };
  const copy = button(t("copy_link"), async () => {
    const url = location.href;
    try {
      await navigator.clipboard.writeText(url);
      copy.textContent = t("copied");
    } catch {
      prompt(t("copy_link"), url);
    }
    setTimeout(() => (copy.textContent = t("copy_link")), 1500);
  });
  const side = (passage: Passage, which: "left" | "right"): HTMLElement =>
    h(
      "div",
      { class: "side-head" },
      choice(which, passage),
      h(
        "p",
        { class: "muted" },
        link(docRoute({ doc: passage.finding.doc, start: passage.start }), oneLine(passage.finding.doc.id)),
        ` ${t("chars_at", count(passage.start), count(passage.end))}`,
        loop ? "" : ` · ${t("bytes_at", count(passage.finding.startByte), count(passage.finding.endByte))}`,
        passage.finding.original || loop ? "" : ` · ${percent(passage.finding.identity)}`,
      ),
    );
  const sample = (style: Style, word: string): HTMLElement => h("span", { class: `key s-${style}` }, word);
  return h(
    "header",
    { class: "pair-head" },
    h(
      "div",
      { class: "panel-title" },
      chip(shown.kind),
      h("h1", null, link(["family", shown.number], t("family", shown.number)), ` ${left.place}–${right.place}`),
      h("span", { class: "muted facts" }, facts(shown)),
    ),
    h(
      "div",
      { class: "tools" },
      judge(app, { family: shown }, `${kindWord(shown.kind)}: ${t("judge_family")}`),
      copy,
      button(t("swap"), () => go("family", shown.number, `${right.place}-${left.place}`)),
      button("↑", () => step(-1), { "aria-label": t("previous"), title: `${t("previous")} (p)` }),
      button("↓", () => step(1), { "aria-label": t("next"), title: `${t("next")} (n)` }),
      h("span", { class: "difference-count muted", role: "status" }),
    ),
    h("div", { class: "legend" }, sample("lost", t("only_left")), sample("new", t("only_right")), sample("other", t("otherwise_here")), sample("script", t("other_script")), sample("gap", t("unlike"))),
    h("div", { class: "side-heads" }, side(left, "left"), side(right, "right")),
  );
}

/** Draws the lines. Output: the elements that differ. */
function compare(grid: HTMLElement, left: Passage, right: Passage, changes: Change[], texts: [Text | null, Text | null], context: number): HTMLElement[] {
  const around = (passage: Passage, text: Text | null, behind: boolean): string => {
    const part = text?.part(passage.start);
    if (!part) return "";
    return behind ? part.slice(passage.end, Math.min(passage.end + context, part.end)) : part.slice(Math.max(passage.start - context, part.start), passage.start);
  };
  const outside = (behind: boolean): HTMLElement[] => {
    const cell = (passage: Passage, text: Text | null, side: string): HTMLElement => {
      const shown = around(passage, text, behind);
      return h("div", { class: `cell context ${side}`, lang: textLanguage() }, h("span", { class: "at" }), h("span", { class: "text" }, behind ? shown : shown.replace(/^\s+/, "")));
    };
    return [cell(left, texts[0], "left"), cell(right, texts[1], "right")];
  };
  append(grid, outside(false));
  grid.append(h("div", { class: "edge" }, t("begins_here")));
  const differences: HTMLElement[] = [];
  const draw = (line: Line): [HTMLElement, HTMLElement] => {
    const changed = differs(line);
    const cell = (runs: Run[], start: number, side: string): HTMLElement =>
      h(
        "div",
        { class: `cell ${side}${changed ? " changed" : ""}`, lang: textLanguage() },
        h("span", { class: "at", "aria-hidden": true }, count(start)),
        h("span", { class: "text" }, ...trimmed(runs).map(element)),
      );
    return [cell(line.left, line.leftStart, "left"), cell(line.right, line.rightStart, "right")];
  };
  for (const run of runsOf(lines(left, right, changes))) {
    // Of many lines without a difference the first and the last are shown.
    const hidden = run.length > FOLDED && !differs(run[0]) ? run.splice(SHOWN, run.length - 2 * SHOWN) : [];
    run.forEach((line, i) => {
      const cells = draw(line);
      append(grid, cells);
      if (differs(line)) differences.push(cells[0]);
      if (hidden.length && i === SHOWN - 1) {
        const more = button(t("equal_lines", count(hidden.length)), () => more.replaceWith(...hidden.flatMap(draw)), { class: "equal-lines" });
        grid.append(more);
      }
    });
  }
  grid.append(h("div", { class: "edge" }, t("ends_here")));
  append(grid, outside(true));
  return differences;
}

function differs(line: Line): boolean {
  return [...line.left, ...line.right].some((run) => run.style === "lost" || run.style === "new" || run.style === "other");
}

/** Without the line breaks at the end: the next line begins below anyway. */
function trimmed(runs: Run[]): Run[] {
  const last = runs.at(-1);
  if (!last || !/\n\s*$/.test(last.text)) return runs;
  return [...runs.slice(0, -1), { ...last, text: last.text.replace(/\s+$/, "") }];
}

/** Lines that differ one by one, those between them together. */
function runsOf(all: Line[]): Line[][] {
  const runs: Line[][] = [];
  for (const line of all) {
    const last = runs.at(-1);
    if (last && !differs(last[0]) && !differs(line)) last.push(line);
    else runs.push([line]);
  }
  return runs;
}

function element({ style, text }: Run): Node | string {
  if (style === "same") return text;
  if (style === "lost") return h("del", { class: "s-lost" }, text);
  if (style === "new") return h("ins", { class: "s-new" }, text);
  return h("span", { class: `s-${style}` }, text);
}

/** Cuts two compared passages into lines that stand side by side. */
function lines(left: Passage, right: Passage, changes: Change[]): Line[] {
  const all: Line[] = [];
  let line: Line = { left: [], right: [], leftStart: left.start, rightStart: right.start };
  let tokens = 0;
  const [leftText, rightText] = [left.text ?? "", right.text ?? ""];
  let [a, b] = [0, 0];
  const wide = [/[\ud800-\udbff]/.test(leftText), /[\ud800-\udbff]/.test(rightText)];
  const point = (passage: Passage, unit: number, astral: boolean): number =>
    passage.start + (astral ? [...(passage.text ?? "").slice(0, unit)].length : unit);
  const push = (runs: Run[], style: Style, text: string): void => {
    if (!text) return;
    const last = runs.at(-1);
    if (last?.style === style) last.text += text;
    else runs.push({ style, text });
  };
  // What stands before the next tokens on both sides: the end of the line before, if it ends there.
  const gap = (i: number, j: number): void => {
    const [to, till] = [left.tokens[i]?.start ?? leftText.length, right.tokens[j]?.start ?? rightText.length];
    const [x, y] = [leftText.slice(a, Math.max(a, to)), rightText.slice(b, Math.max(b, till))];
    const [tail, trail] = [x.replace(/[（(「『《“‘〔【［[]+$/, ""), y.replace(/[（(「『《“‘〔【［[]+$/, "")];
    const style = x === y ? "same" : "gap";
    push(line.left, style, tail);
    push(line.right, style, trail);
    a += tail.length;
    b += trail.length;
    const ends = ENDS.test(tail) || ENDS.test(trail) || (tokens > LONG && (LESSER.test(tail) || LESSER.test(trail))) || tokens > LONGEST;
    if (ends && tokens > 0 && (i < left.tokens.length || j < right.tokens.length)) {
      all.push(line);
      line = { left: [], right: [], leftStart: point(left, a, wide[0]), rightStart: point(right, b, wide[1]) };
      tokens = 0;
    }
    push(line.left, style, x.slice(tail.length));
    push(line.right, style, y.slice(trail.length));
    a += x.length - tail.length;
    b += y.length - trail.length;
  };
  let [i, j] = [0, 0];
  const ends = { a0: left.tokens.length, a1: left.tokens.length, b0: right.tokens.length, b1: right.tokens.length };
  for (const change of [...changes, ends]) {
    while (i < change.a0 && j < change.b0) {
      gap(i, j);
      const [x, y] = [tokenText(left, left.tokens[i]), tokenText(right, right.tokens[j])];
      const style = otherwise(x, y) === "same" ? "same" : "script";
      push(line.left, style, x);
      push(line.right, style, y);
      [a, b] = [left.tokens[i].end, right.tokens[j].end];
      i++;
      j++;
      tokens++;
    }
    if (change.a1 === change.a0 && change.b1 === change.b0) continue;
    gap(change.a0, change.b0);
    const [n, m] = [change.a1 - change.a0, change.b1 - change.b0];
    const style = n > 0 && m > 0;
    const [x, y] = [change.a1 > change.a0 ? left.tokens[change.a1 - 1].end : a, change.b1 > change.b0 ? right.tokens[change.b1 - 1].end : b];
    push(line.left, style ? "other" : "lost", leftText.slice(a, x));
    push(line.right, style ? "other" : "new", rightText.slice(b, y));
    [a, b, i, j] = [x, y, change.a1, change.b1];
    tokens += Math.max(n, m);
  }
  gap(left.tokens.length, right.tokens.length);
  if (line.left.length || line.right.length) all.push(line);
  return all;
}
