// One document as a whole: its findings marked, what a cleaner removes struck through; as cleaned, with loops folded, and as
// the engine compares it; with a small picture of the whole that jumps where it is clicked.

import { type App, type View, chip, go, judge, kindsPresent, noText, swatch } from "./app";
import type { Doc, Finding, Mark, Span } from "./data";
import { append, h, oneLine, replace } from "./dom";
import { bar } from "./documents";
import { toggle } from "./families";
import { List } from "./list";
import { type Minimap, minimap } from "./minimap";
import { relationLine } from "./relations";
import { type Part, type Text, textOf } from "./texts";
import { count, percent, t, textLanguage } from "./words";

/** Lines longer than this are drawn in pieces. */
const BLOCK = 3000;
/** Documents like this one that are named. */
const LIKE = 6;

/** A piece of text with what lies on it. */
interface Segment extends Span {
  findings: Finding[];
  mark: Mark | null;
  /** The loop whose extra copies it is part of. */
  extra: Finding | null;
}

export interface Block extends Span {
  element: HTMLElement;
}

export function documentView(app: App, doc: Doc, place: string | undefined): View {
  const body = h("div", { class: "doc-text document-text", lang: textLanguage() });
  const map = h("div", { class: "minimap" });
  const share = h("span", { class: "muted" });
  const ofPassages = app.report.config.level !== "documents";
  const barPlace = h("div", { class: "doc-bar" });
  const findings = (): Finding[] => doc.findings.filter((finding) => !app.decisions.excluded(finding));
  let blocks: Block[] = [];
  let small: Minimap | null = null;
  let alive = true;
  let at = Number(place ?? 0);
  let text: Text | null = null;

  const list = new List({
    label: t("in_this_document"),
    rowHeight: () => 40,
    open: (i) => jump(doc.findings[i].start, doc.findings[i]),
    render: (i) => findingRow(app, doc.findings[i]),
  });

  const jump = (point: number, finding?: Finding): void => {
    at = point;
    const block = blocks.find((block) => block.start <= point && point < block.end) ?? blocks.find((block) => block.start >= point) ?? blocks.at(-1);
    if (!block) return;
    const spans = [...block.element.querySelectorAll<HTMLElement>("[data-start]")];
    const target = spans.find((span) => Number(span.dataset.start) <= point && point < Number(span.dataset.end)) ?? block.element;
    const show = (): void => (target.offsetParent ? target : block.element).scrollIntoView({ block: "center" });
    show();
    // The height of what was not drawn before was a guess.
    requestAnimationFrame(() => requestAnimationFrame(show));
    for (const lit of body.querySelectorAll(".lit")) lit.classList.remove("lit");
    if (finding) for (const span of body.querySelectorAll(`[data-findings~="${finding.id}"]`)) span.classList.add("lit");
    else target.classList.add("lit");
  };
  const draw = (): void => {
    const removed = app.shares.docs[doc.number];
    const facts = [t("of_corpus", count(doc.chars))];
    if (ofPassages) facts.push(`${percent(removed.duplicate / (doc.chars || 1))} ${t("repeated")}`);
    if (removed.removed > 0) facts.push(`−${percent(removed.removed / (doc.chars || 1))}`);
    share.textContent = facts.join(" · ");
    replace(barPlace, ofPassages && bar(app, doc));
    list.show(doc.findings.length);
    body.className = `doc-text document-text${app.reading.cleaned ? " cleaned" : ""}${app.reading.folded ? " folded" : ""}${app.reading.normalised ? " normalised" : ""}`;
    if (!text) return;
    blocks = fill(app, doc, text, findings(), body);
    small?.close();
    small = minimap(doc, findings(), () => blocks, (point) => jump(point));
    replace(map, small.element);
    small.draw();
  };
  const start = async (): Promise<void> => {
    text = await textOf(doc);
    if (!alive) return;
    if (!text) replace(body, noText(doc));
    draw();
    if (place !== undefined) {
      const here = doc.findings.find((finding) => finding.start === at);
      jump(at, here);
      if (here) list.select(doc.findings.indexOf(here));
    }
  };
  void start();
  const stop = app.decisions.listen(draw);
  const step = (by: number): void => {
    const shown = findings();
    const now = shown.findIndex((finding) => finding.start === at);
    let next = now >= 0 ? now + by : by > 0 ? shown.findIndex((finding) => finding.start > at) : shown.length - 1;
    next = Math.min(Math.max(next, 0), shown.length - 1);
    const finding = shown[next];
    if (!finding) return;
    jump(finding.start, finding);
    list.select(doc.findings.indexOf(finding));
  };
  const option = (name: keyof App["reading"], word: Parameters<typeof t>[0]): HTMLElement =>
    toggle(t(word), app.reading[name], (on) => {
      app.reading[name] = on;
      draw();
      if (at) jump(at);
    });
  const element = h(
    "div",
    { class: "page doc", "data-route": `document/${doc.number}` },
    h(
      "header",
      { class: "doc-head" },
      h("div", { class: "panel-title" }, h("h1", null, oneLine(doc.id)), share),
      barPlace,
      h(
        "div",
        { class: "tools" },
        doc.marks.length > 0 ? option("cleaned", "as_cleaned") : null,
        doc.findings.some((finding) => finding.period) ? option("folded", "fold_loops") : null,
        option("normalised", "normalised"),
        h("span", { class: "chips legend-kinds" }, ...kindsPresent(app.report).filter((kind) => doc.findings.some((f) => f.kind === kind)).map((kind) => chip(kind))),
        judge(app, { doc }, `${t("documents")}: ${oneLine(doc.id)}`, ["excluded"]),
      ),
      likeIt(app, doc),
      doc.state === "excerpts" ? h("p", { class: "absent" }, t("excerpts_only")) : null,
    ),
    h("div", { class: "doc-body" }, h("aside", { class: "doc-list", hidden: !ofPassages }, h("h2", null, `${t("in_this_document")} `, h("span", { class: "muted" }, count(doc.findings.length))), list.element), body, map),
  );
  element.addEventListener("place", (event) => {
    const point = Number((event as CustomEvent<string>).detail ?? 0);
    jump(point, doc.findings.find((finding) => finding.start === point));
  });
  const neighbour = (by: number): void => {
    const next = app.report.docs[doc.number + by];
    if (next) go("document", next.number);
  };
  return {
    title: oneLine(doc.id),
    element,
    keys: {
      n: () => step(1),
      p: () => step(-1),
      j: () => neighbour(1),
      k: () => neighbour(-1),
      u: () => go("documents"),
      Enter: () => {
        const finding = doc.findings[list.active];
        if (finding) go("family", finding.family.number);
      },
    },
    shown: () => list.draw(true),
    close: () => {
      alive = false;
      stop();
      small?.close();
    },
  };
}

/** The documents that are like this one as a whole. */
function likeIt(app: App, doc: Doc): HTMLElement | null {
  const all = app.report.relations.filter((relation) => relation.doc === doc || relation.other === doc);
  if (all.length === 0) return null;
  const left = all.length - LIKE;
  return h(
    "ul",
    { class: "plain like-it", "aria-label": t("near") },
    ...all.slice(0, LIKE).map((relation) => relationLine(relation, doc, false)),
    left > 0 && h("li", { class: "muted" }, t("and_more", count(left))),
  );
}

function findingRow(app: App, finding: Finding): HTMLElement {
  return h(
    "div",
    { class: `finding-row${app.decisions.excluded(finding) ? " out" : ""}` },
    h("span", null, swatch(finding.kind), ` ${t(finding.kind)} `, h("span", { class: "muted num" }, `${count(finding.start)}–${count(finding.end)}`)),
    h("span", null, h("a", { href: `#family/${finding.family.number}`, tabindex: -1 }, t("family", finding.family.number))),
  );
}

/** Where the extra copies of the loops begin: behind the first copy, where its mark begins. */
function extras(doc: Doc, findings: Finding[]): { finding: Finding; start: number }[] {
  return findings.flatMap((finding) => {
    if (finding.period === null) return [];
    const mark = doc.marks.find((mark) => mark.finding === finding);
    return mark && mark.start > finding.start ? [{ finding, start: mark.start }] : [];
  });
}

/** The text cut where something begins or ends on it. */
function segments(app: App, doc: Doc, part: Part, findings: Finding[]): Segment[] {
  const loops = extras(doc, findings);
  const marks = doc.marks.filter((mark) => !app.decisions.excluded(mark.finding));
  const cuts = new Set([part.start, part.end]);
  for (const span of [...findings, ...marks, ...loops.map(({ finding, start }) => ({ start, end: finding.end }))]) {
    if (span.end <= part.start || span.start >= part.end) continue;
    cuts.add(Math.max(span.start, part.start)).add(Math.min(span.end, part.end));
  }
  const points = [...cuts].sort((a, b) => a - b);
  // What is open moves along with the cuts: findings and marks ascend.
  const open: Finding[] = [];
  let next = 0;
  let mark = 0;
  return points.slice(0, -1).map((start, i): Segment => {
    const end = points[i + 1];
    while (next < findings.length && findings[next].start <= start) open.push(findings[next++]);
    for (let k = open.length - 1; k >= 0; k--) if (open[k].end <= start) open.splice(k, 1);
    while (mark < marks.length && marks[mark].end <= start) mark++;
    const here = marks[mark]?.start <= start ? marks[mark] : null;
    const extra = loops.find((loop) => loop.start <= start && end <= loop.finding.end)?.finding ?? null;
    const inner = [...open].sort((a, b) => a.end - a.start - (b.end - b.start));
    return { start, end, findings: inner, mark: here, extra };
  });
}

/** Draws the text. Output: its blocks with their places. */
function fill(app: App, doc: Doc, text: Text, findings: Finding[], body: HTMLElement): Block[] {
  const blocks: Block[] = [];
  const nodes: Node[] = [];
  let reached = 0;
  for (const part of text.parts) {
    if (part.start > reached) nodes.push(h("p", { class: "omitted" }, `… ${count(part.start - reached)} …`));
    let line: Node[] = [];
    let from = part.start;
    let [gone, extra]: [boolean, Finding | null | undefined] = [true, undefined];
    const end = (point: number, whole: boolean): void => {
      if (line.length || whole) {
        const holds = (name: string): boolean => line.some((node) => node instanceof Element && node.classList.contains(name));
        const element = h("p", { class: gone && line.length && !holds("scar") ? "gone-line" : null, "data-loop": extra && line.length && !holds("fold") ? extra.id : null }, ...line);
        if (!whole) element.classList.add("goes-on");
        nodes.push(element);
        blocks.push({ start: from, end: point, element });
      }
      [line, from, gone, extra] = [[], point, true, undefined];
    };
    let lastMark: Mark | null = null;
    let lastExtra: Finding | null = null;
    for (const segment of segments(app, doc, part, findings)) {
      if (segment.mark?.remove && segment.mark !== lastMark) line.push(scar(segment.mark));
      if (segment.extra && segment.extra !== lastExtra) line.push(folded(body, segment.extra));
      [lastMark, lastExtra] = [segment.mark, segment.extra];
      let at = segment.start;
      for (const [i, piece] of part.slice(segment.start, segment.end).split("\n").entries()) {
        if (i > 0) {
          at += 1;
          end(at, true);
        }
        for (let cut = 0; cut < piece.length; cut += BLOCK) {
          if (cut > 0) end(at, false);
          const shown = piece.slice(cut, cut + BLOCK);
          const points = [...shown].length;
          line.push(spanOf(app, text, part, segment, shown, at));
          if (!segment.mark?.remove) gone = false;
          extra = extra === undefined || extra === segment.extra ? segment.extra : null;
          at += points;
        }
      }
    }
    end(part.end, true);
    reached = part.end;
  }
  if (reached < doc.chars) nodes.push(h("p", { class: "omitted" }, `… ${count(doc.chars - reached)} …`));
  replace(body, nodes);
  return blocks;
}

/** Shows in the cleaned text that something was here. */
function scar(mark: Mark): HTMLElement {
  const label = t("removed_here", count(mark.end - mark.start));
  return h("span", { class: `scar k-${mark.finding.kind}`, title: label }, h("span", { class: "hidden" }, label));
}

/** A button in the place of a loop's extra copies. */
function folded(body: HTMLElement, finding: Finding): HTMLElement {
  const copies = finding.copies ?? 0;
  const element = h("button", { type: "button", class: "fold k-loop", "aria-expanded": "false", title: t("unfold") }, `× ${copies.toFixed(1).replace(/\.0$/, "")}`);
  element.addEventListener("click", () => {
    const open = element.getAttribute("aria-expanded") !== "true";
    element.setAttribute("aria-expanded", String(open));
    element.title = open ? t("fold") : t("unfold");
    for (const piece of body.querySelectorAll(`[data-loop="${finding.id}"]`)) piece.classList.toggle("open", open);
  });
  return element;
}

function spanOf(app: App, text: Text, part: Part, segment: Segment, shown: string, at: number): Node {
  const content = app.reading.normalised ? compared(app, text, shown, at) : [shown];
  const [top] = segment.findings;
  const points = part.start === at && !top ? shown.length : [...shown].length;
  const place = { "data-start": at, "data-end": at + points };
  if (!top) return h("span", place, ...content);
  const removed = segment.mark?.remove === true;
  const element = h(removed ? "del" : "span", {
    ...place,
    class: `mark k-${top.kind}${removed ? " gone" : ""}${segment.findings.length > 1 ? " nested" : ""}`,
    "data-findings": segment.findings.map((finding) => finding.id).join(" "),
    "data-loop": segment.extra?.id ?? null,
    title: segment.findings.map((finding) => `${t(finding.kind)} · ${t("family", finding.family.number)}${finding.original ? ` · ${t("canonical")}` : ""}`).join("\n"),
    onclick: () => {
      if (String(getSelection()) === "") go("family", top.family.number);
    },
  });
  append(element, content);
  return element;
}

/** A text as it is compared: what is dropped is faint, what is folded is written as most of the texts write it. */
function compared(app: App, text: Text, shown: string, start: number): (Node | string)[] {
  const nodes: (Node | string)[] = [];
  let [plain, faint] = ["", ""];
  const flush = (): void => {
    if (plain) nodes.push(plain);
    if (faint) nodes.push(h("span", { class: "dropped" }, faint));
    [plain, faint] = ["", ""];
  };
  let at = start;
  let next = text.ignored.findIndex((span) => span.end > start);
  if (next < 0) next = text.ignored.length;
  for (const char of shown) {
    while (text.ignored[next]?.end <= at) next++;
    const ignored = text.ignored[next]?.start <= at;
    const usual = app.folder.usual(char);
    at++;
    if (ignored || app.folder.isDropped(char)) {
      if (plain) flush();
      faint += char;
    } else if (usual !== char) {
      flush();
      nodes.push(h("span", { class: "script", title: char }, usual));
    } else {
      if (faint) flush();
      plain += char;
    }
  }
  flush();
  return nodes;
}
