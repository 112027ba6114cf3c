// Two passages side by side, line by line: what only one has, what stands for something else, what is written in another script,
// what differs in punctuation alone; with what stands before and behind. Both sides are one grid, so that one scroll moves both.

import { noText } from "./app";
import { type Passage, changesOf, otherwiseCount, tokenText } from "./compare";
import { type Change, edits } from "./diff";
import { append, button, h } from "./dom";
import { otherwise } from "./fold";
import type { Text } from "./texts";
import { count, t, textLanguage } from "./words";

/** A line ends behind these; a long one behind the lesser ones too. */
const ENDS = /[\n。！？；!?]|\.\s/;
const LESSER = /[，、：,:;]/;
const LONG = 48;
const LONGEST = 110;
/** Equal lines in a row that are folded, and how many of them stay at each end. */
const FOLDED = 14;
const SHOWN = 4;

type Style = "same" | "script" | "gap" | "lost" | "new" | "other";
type Run = { style: Style; text: string };

/** A line of the comparison: on each side where it begins and its runs of text. */
interface Line {
  left: Run[];
  right: Run[];
  leftStart: number;
  rightStart: number;
}

/** A comparison that is drawn. */
export interface Sides {
  element: HTMLElement;
  /** How many differences there are. */
  said: string;
  /** Goes to the next difference or to one before. */
  step(by: number): void;
}

/** Draws two passages whose texts are at hand, with `context` characters around them. */
export function sides(left: Passage, right: Passage, texts: [Text | null, Text | null], context: number): Sides {
  const element = h("div", { class: "sides" });
  const changes = changesOf(left, right);
  append(element, outside([left, right], texts, context, false));
  const differences = draw(element, lines(left, right, changes));
  append(element, outside([left, right], texts, context, true));
  const other = otherwiseCount(left, right, changes);
  const said = [changes.length ? t("differences", count(changes.length)) : t("no_differences"), t("edits_of", count(edits(changes)))];
  if (other) said.push(t("otherwise_of", count(other)));
  let active = -1;
  const step = (by: number): void => {
    if (differences.length === 0) return;
    differences[active]?.classList.remove("active");
    active = active < 0 && by < 0 ? differences.length - 1 : (active + by + differences.length) % differences.length;
    differences[active].classList.add("active");
    differences[active].scrollIntoView({ block: "center" });
  };
  return { element, said: said.join(" · "), step };
}

/** What stands before or behind both, and the edge; nothing where both end with their documents. */
function outside(passages: [Passage, Passage], texts: [Text | null, Text | null], context: number, behind: boolean): HTMLElement[] {
  const around = passages.map((passage, i) => {
    const part = texts[i]?.part(passage.start);
    const [from, to] = behind ? [passage.end, passage.end + context] : [passage.start - context, passage.start];
    const text = part ? part.slice(Math.max(from, part.start), Math.min(to, part.end)) : "";
    return behind ? text : text.replace(/^\s+/, "");
  });
  if (around.every((text) => text.trim() === "")) return [];
  const cells = around.map((text, i) =>
    h("div", { class: `cell context ${i ? "right" : "left"}`, lang: textLanguage() }, h("span", { class: "at" }), h("span", { class: "text" }, text)),
  );
  const edge = h("div", { class: "edge" }, t(behind ? "ends_here" : "begins_here"));
  return behind ? [edge, ...cells] : [...cells, edge];
}

/** Draws the lines. Output: the elements that differ. */
function draw(grid: HTMLElement, all: Line[]): HTMLElement[] {
  const differences: HTMLElement[] = [];
  const cells = (line: Line): [HTMLElement, HTMLElement] => {
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
  for (const run of runsOf(all)) {
    // Of many lines without a difference the first and the last are shown.
    const hidden = run.length > FOLDED && !differs(run[0]) ? run.splice(SHOWN, run.length - 2 * SHOWN) : [];
    run.forEach((line, i) => {
      const two = cells(line);
      append(grid, two);
      if (differs(line)) differences.push(two[0]);
      if (hidden.length && i === SHOWN - 1) {
        const unfold = (): void => {
          const lines = document.createDocumentFragment();
          append(lines, hidden.flatMap(cells));
          more.replaceWith(lines);
        };
        const more = button(t("equal_lines", count(hidden.length)), unfold, { class: "equal-lines" });
        grid.append(more);
      }
    });
  }
  return differences;
}

/** What the colours mean. */
export function legend(): HTMLElement {
  const sample = (style: Style, word: string): HTMLElement => h("span", { class: `key s-${style}` }, word);
  return h("div", { class: "legend" }, sample("lost", t("only_left")), sample("new", t("only_right")), sample("other", t("otherwise_here")), sample("script", t("other_script")), sample("gap", t("unlike")));
}

/** What is said where the text of a side is not at hand. */
export function missing(passages: Passage[]): HTMLElement {
  return h("div", null, ...passages.filter((passage) => passage.text === null).map((passage) => noText(passage.doc)));
}

/** What is done with a comparison: its link, its sides, its differences. */
export function comparisonTools(swap: () => void, step: (by: number) => void): HTMLElement[] {
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
  return [
    copy,
    button(t("swap"), swap),
    button("↑", () => step(-1), { "aria-label": t("previous"), title: `${t("previous")} (p)` }),
    button("↓", () => step(1), { "aria-label": t("next"), title: `${t("next")} (n)` }),
    h("span", { class: "difference-count muted", role: "status" }),
  ];
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
