// The list of documents: each with a bar of its repeated stretches along its length.

import { type App, type View, go, rect } from "./app";
import type { Doc, Kind } from "./data";
import { h, oneLine, shortened, svg } from "./dom";
import { List } from "./list";
import { relationBetween, relationFacts } from "./relations";
import { stretches } from "./shares";
import { count, percent, t } from "./words";

/** Percent of the length that a stretch is drawn with at least. */
const THINNEST = 0.25;
/** Part of the list that names have, as in the styles, and letters of a name where the list is narrow. */
const NAME_SHARE = 0.34;
const NARROW_NAME = 24;
/** Width of a letter. */
const LETTER = 8;

/** A document along its length, its repeated stretches in the colours and patterns of their kinds. */
export function bar(app: App, doc: Doc): SVGElement {
  const height = 14;
  const scale = 100 / (doc.chars || 1);
  const label = t("bar_label", oneLine(doc.id), percent(app.shares.docs[doc.number].duplicate / (doc.chars || 1)));
  const drawing = svg(
    "svg",
    { class: "bar", role: "img", "aria-label": label },
  );
  // Stretches thinner than a pixel are drawn together.
  let last: { kind: Kind; from: number; to: number } | null = null;
  const flush = (): void => {
    if (last) drawing.append(rect(`${last.from.toFixed(3)}%`, 0, `${Math.max(last.to - last.from, THINNEST).toFixed(3)}%`, height, last.kind));
  };
  for (const { start, end, kinds } of stretches(doc.findings.filter((finding) => !app.decisions.excluded(finding)))) {
    const [from, to] = [start * scale, end * scale];
    if (last && last.kind === kinds[0] && from - last.to < THINNEST / 2) last.to = to;
    else {
      flush();
      last = { kind: kinds[0], from, to };
    }
  }
  flush();
  return drawing;
}

export function documents(app: App): View {
  const { report } = app;
  const narrow = matchMedia("(max-width: 720px)");
  const ofPassages = report.config.level !== "documents";
  let shown: Doc[] = [];
  let byShare = false;
  const list = new List({
    label: t("documents"),
    rowHeight: () => (narrow.matches ? 62 : 36),
    render: (i) => row(app, shown[i], narrow.matches ? NARROW_NAME : Math.floor((NAME_SHARE * list.element.clientWidth) / LETTER)),
    open: (i) => shown[i] && go("document", shown[i].number),
  });
  const counter = h("span", { class: "muted", role: "status" });
  const refresh = (): void => {
    const words = app.docWords.toLowerCase();
    shown = report.docs.filter((doc) => doc.id.toLowerCase().includes(words));
    const share = (doc: Doc): number => (ofPassages ? app.shares.docs[doc.number].duplicate / (doc.chars || 1) : (doc.similarity ?? 0));
    if (byShare) shown = [...shown].sort((a, b) => share(b) - share(a) || a.number - b.number);
    counter.textContent = t("shown_of", count(shown.length), count(report.docs.length));
    list.show(shown.length);
  };
  const search = h("input", {
    type: "search",
    value: app.docWords,
    placeholder: t("search_docs"),
    "aria-label": t("search_docs"),
    oninput: (event: Event) => {
      app.docWords = (event.target as HTMLInputElement).value;
      refresh();
    },
  });
  const order = h("button", {
    type: "button",
    "aria-pressed": "false",
    onclick: () => {
      byShare = !byShare;
      order.setAttribute("aria-pressed", String(byShare));
      refresh();
    },
  });
  order.textContent = t("sort_by", t(ofPassages ? "share" : "similarity"));
  const stop = app.decisions.listen(refresh);
  const print = (): void => list.print();
  window.addEventListener("beforeprint", print);
  refresh();
  return {
    title: t("documents"),
    element: h(
      "div",
      { class: "page fill documents" },
      h("div", { class: "tools" }, h("h1", null, t("documents")), search, order, counter),
      ofPassages && h("p", { class: "muted wide-only" }, t("documents_note")),
      list.element,
    ),
    keys: { j: () => list.move(1), k: () => list.move(-1), Enter: () => list.openActive(), "/": () => search.focus() },
    shown: () => list.draw(true),
    close: () => {
      stop();
      window.removeEventListener("beforeprint", print);
    },
  };
}

function row(app: App, doc: Doc, room: number): HTMLElement {
  const share = app.shares.docs[doc.number];
  const ofPassages = app.report.config.level !== "documents";
  const relation = doc.near ? relationBetween(app.report, doc, doc.near) : undefined;
  const like = relation && h("span", { class: "muted" }, `${relationFacts(relation, doc)} → ${oneLine(relation.other.id)}`);
  const id = oneLine(doc.id);
  return h(
    "div",
    { class: "doc-row" },
    h("span", { class: "id" }, h("a", { href: `#document/${doc.number}`, tabindex: -1, title: id, "aria-label": id }, shortened(id, room))),
    h("span", { class: "num chars" }, count(doc.chars)),
    h("span", { class: "num" }, ofPassages && percent(share.duplicate / (doc.chars || 1))),
    h("span", { class: "num removed" }, share.removed ? `−${percent(share.removed / (doc.chars || 1))}` : ""),
    h("span", { class: "bar-cell" }, ofPassages ? bar(app, doc) : like),
  );
}
