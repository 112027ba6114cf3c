// Which documents share how much with which: a heat map in an order that puts similar ones side by side, and the pairs.

import { type App, type View, chip, kindFilter, kindsPresent, link } from "./app";
import type { Doc, Family } from "./data";
import { append, h, oneLine, replace, shortened, svg } from "./dom";
import { bar } from "./documents";
import { relationBetween, relationLine } from "./relations";
import { count, percent, t, textLanguage } from "./words";

const CHOICES = [20, 40, 80, 120];
const PAIRS = 60;
const LABELS = 48;
/** Room for a name, in letters. */
const NAME_WIDTH = 23;

interface Shared {
  docs: Doc[];
  /** Characters shared by the documents at two places of `docs`; on the diagonal those repeated within. */
  chars: number[][];
  /** The same with all other documents. */
  others: number[];
}

/** Characters of a family's occurrences by document, excluded ones left out. */
function byDoc(app: App, family: Family): Map<Doc, number> {
  const chars = new Map<Doc, number>();
  for (const member of family.members) {
    if (!app.decisions.excluded(member)) chars.set(member.doc, (chars.get(member.doc) ?? 0) + member.end - member.start);
  }
  return chars;
}

function shared(app: App): Shared {
  const families = app.report.families.filter((family) => app.mapKinds.has(family.kind)).map((family) => ({ family, chars: byDoc(app, family) }));
  const weight = new Map<Doc, number>();
  for (const { chars } of families) {
    if (chars.size > 1) for (const [doc, n] of chars) weight.set(doc, (weight.get(doc) ?? 0) + n);
  }
  // What whole documents share counts where it is more than their passages.
  const wholes = app.mapKinds.has("document") ? app.report.relations.filter(({ doc, other }) => !app.decisions.spares(doc) && !app.decisions.spares(other)) : [];
  for (const { doc, other, coverage } of wholes) {
    for (const one of [doc, other]) weight.set(one, Math.max(weight.get(one) ?? 0, Math.round(coverage * doc.chars)));
  }
  const ranked = [...weight].sort((a, b) => b[1] - a[1] || a[0].number - b[0].number).map(([doc]) => doc);
  const docs = ranked.slice(0, app.mapTop);
  const place = new Map(docs.map((doc, i) => [doc, i]));
  const chars = docs.map(() => docs.map(() => 0));
  const others = docs.map(() => 0);
  for (const { family, chars: of } of families) {
    const inside = [...of].flatMap(([doc, n]): [number, number][] => {
      const i = place.get(doc);
      return i === undefined ? [] : [[i, n]];
    });
    for (const [i, n] of inside) {
      if (of.size > inside.length) others[i] += n;
      const within = family.members.filter((member) => member.doc === docs[i]).length > 1 || family.kind === "loop";
      if (within) chars[i][i] += n;
      for (const [j, m] of inside) if (j !== i) chars[i][j] += Math.min(n, m);
    }
  }
  for (const { doc, other, coverage } of wholes) {
    const [i, j] = [place.get(doc), place.get(other)];
    const most = Math.round(coverage * doc.chars);
    if (i !== undefined && j !== undefined) chars[i][j] = chars[j][i] = Math.max(chars[i][j], most);
    else if (i !== undefined) others[i] = Math.max(others[i], most);
    else if (j !== undefined) others[j] = Math.max(others[j], most);
  }
  // Families may overlap: two documents share no more than the shorter one has.
  docs.forEach((a, i) => docs.forEach((b, j) => (chars[i][j] = Math.min(chars[i][j], a.chars, b.chars))));
  return ordered({ docs, chars, others });
}

function likeness({ docs, chars }: Shared, i: number, j: number): number {
  return chars[i][j] / (Math.min(docs[i].chars, docs[j].chars) || 1);
}

/** Joins the two groups that are most alike on average until one is left; its order is that of the map. */
function ordered(all: Shared): Shared {
  let groups = all.docs.map((_, i) => [i]);
  const alike = all.docs.map((_, i) => all.docs.map((_, j) => likeness(all, i, j)));
  const between = (a: number[], b: number[]): number => a.reduce((sum, i) => sum + b.reduce((s, j) => s + alike[i][j], 0), 0) / (a.length * b.length);
  const table = groups.map((a, i) => groups.map((b, j) => (j < i ? between(a, b) : 0)));
  const alive = groups.map(() => true);
  for (let left = groups.length; left > 1; left--) {
    let best: [number, number] = [-1, -1];
    let most = -1;
    for (let i = 0; i < groups.length; i++) {
      if (!alive[i]) continue;
      for (let j = 0; j < i; j++) {
        if (alive[j] && table[i][j] > most) [most, best] = [table[i][j], [i, j]];
      }
    }
    const [i, j] = best;
    const [n, m] = [groups[i].length, groups[j].length];
    for (let k = 0; k < groups.length; k++) {
      if (!alive[k] || k === i || k === j) continue;
      const get = (x: number): number => (x > k ? table[x][k] : table[k][x]);
      const mean = (get(i) * n + get(j) * m) / (n + m);
      if (j > k) table[j][k] = mean;
      else table[k][j] = mean;
    }
    groups[j] = [...groups[j], ...groups[i]];
    alive[i] = false;
  }
  groups = groups.filter((_, i) => alive[i]);
  const order = groups.flat();
  return {
    docs: order.map((i) => all.docs[i]),
    chars: order.map((i) => order.map((j) => all.chars[i][j])),
    others: order.map((i) => all.others[i]),
  };
}

export function map(app: App, which: string | undefined): View {
  const body = h("div", { class: "map-body" });
  const draw = (): void => {
    const all = shared(app);
    const chosen = which?.split("-").map(Number);
    const docs = chosen?.map((number) => app.report.docs[number]).filter(Boolean) ?? [];
    replace(
      body,
      all.docs.length === 0 ? h("p", { class: "nothing" }, t("no_pairs")) : h("div", { class: "heat" }, picture(all, chosen ?? [])),
      h("aside", { class: "map-side" }, docs.length === 2 ? pairPanel(app, docs[0], docs[1]) : null, pairsOf(all)),
    );
  };
  const size = h("select", {
    "aria-label": t("top_n"),
    onchange: () => {
      app.mapTop = Number(size.value);
      draw();
    },
  });
  for (const n of CHOICES) {
    const option = h("option", { value: n }, String(n));
    option.selected = n === app.mapTop;
    size.append(option);
  }
  draw();
  const stop = app.decisions.listen(draw);
  return {
    title: t("map"),
    element: h(
      "div",
      { class: "page map" },
      h("div", { class: "tools" }, h("h1", null, t("map")), kindFilter(app.mapKinds, kindsPresent(app.report), draw), h("label", { class: "muted" }, `${t("top_n")} `, size)),
      h("p", { class: "muted" }, t("map_note")),
      body,
    ),
    close: stop,
  };
}

function picture(all: Shared, chosen: number[]): SVGElement {
  const n = all.docs.length;
  const rest = all.others.some((value) => value > 0);
  const side = n + (rest ? 1 : 0);
  const labelled = n <= LABELS;
  const cell = Math.max(6, Math.min(34, Math.floor((labelled ? 560 : 700) / side)));
  const margin = labelled ? 150 : 6;
  const size = margin + side * cell + (labelled ? 76 : 2);
  const tall = margin + side * cell + 2;
  const name = (doc: Doc): string => {
    const short = oneLine(doc.id).replace(/\.(txt|md)$/, "").replace(/^.*\//, "");
    return shortened(short, NAME_WIDTH);
  };
  const drawing = svg("svg", { viewBox: `0 0 ${size} ${tall}`, width: size, class: "heat-map", role: "group", "aria-label": t("map_note") });
  const box = (i: number, j: number, share: number, label: string, route: string | null): void => {
    const square = svg("rect", {
      x: margin + j * cell,
      y: margin + i * cell,
      width: cell - 1,
      height: cell - 1,
      class: i === j ? "own" : "cell-box",
      "fill-opacity": share === 0 ? 0 : (0.1 + 0.9 * Math.sqrt(Math.min(share, 1))).toFixed(3),
    });
    square.append(svg("title", null, label));
    drawing.append(route ? svg("a", { href: route, tabindex: -1, "aria-label": label }, square) : square);
  };
  drawing.append(svg("rect", { x: margin - 1, y: margin - 1, width: side * cell + 1, height: side * cell + 1, class: "ground" }));
  all.docs.forEach((a, i) => {
    if (labelled) {
      const y = margin + i * cell + cell / 2 + 4;
      drawing.append(svg("a", { href: `#document/${a.number}`, tabindex: -1 }, svg("text", { x: margin - 6, y, class: "row-name" }, name(a), svg("title", null, a.id))));
      drawing.append(svg("text", { class: "column-name", transform: `translate(${margin + i * cell + cell / 2 + 4} ${margin - 6}) rotate(-60)` }, name(a)));
    }
    all.docs.forEach((b, j) => {
      const chars = all.chars[i][j];
      const what = i === j ? `${oneLine(a.id)}: ${t("with_itself")} ${count(chars)}` : `${t("pair_of", oneLine(a.id), oneLine(b.id))}: ${t("shared", count(chars))} (${percent(likeness(all, i, j))})`;
      if (chars > 0) box(i, j, likeness(all, i, j), what, i === j ? `#document/${a.number}` : `#map/${a.number}-${b.number}`);
    });
    if (rest) {
      const label = `${t("pair_of", oneLine(a.id), t("others"))}: ${t("shared", count(all.others[i]))}`;
      const share = all.others[i] / (a.chars || 1);
      box(i, n, share, label, `#document/${a.number}`);
      box(n, i, share, label, `#document/${a.number}`);
    }
  });
  if (rest && labelled) drawing.append(svg("text", { x: margin - 6, y: margin + n * cell + cell / 2 + 4, class: "row-name" }, t("others")));
  const places = chosen.map((number) => all.docs.findIndex((doc) => doc.number === number));
  if (places.length === 2 && places.every((place) => place >= 0)) {
    for (const [i, j] of [places, [...places].reverse()]) {
      drawing.append(svg("rect", { x: margin + j * cell - 1, y: margin + i * cell - 1, width: cell + 1, height: cell + 1, class: "chosen" }));
    }
  }
  return drawing;
}

function pairsOf(all: Shared): HTMLElement | null {
  const pairs: { i: number; j: number; chars: number }[] = [];
  all.docs.forEach((_, i) => {
    for (let j = 0; j < i; j++) if (all.chars[i][j] > 0) pairs.push({ i, j, chars: all.chars[i][j] });
  });
  pairs.sort((a, b) => b.chars - a.chars);
  const item = ({ i, j, chars }: (typeof pairs)[number]): HTMLElement => {
    const [a, b] = [all.docs[i], all.docs[j]].sort((x, y) => x.number - y.number);
    return h(
      "li",
      null,
      h("a", { href: `#map/${a.number}-${b.number}` }, h("span", { class: "num" }, count(chars)), h("span", { class: "num muted" }, percent(likeness(all, i, j))), h("span", { class: "begins two" }, h("span", null, oneLine(a.id)), h("span", null, oneLine(b.id)))),
    );
  };
  if (pairs.length === 0) return null;
  return h("section", null, h("h2", null, t("pairs")), h("ol", { class: "tops" }, ...pairs.slice(0, PAIRS).map(item)));
}

/** What two documents have in common. */
function pairPanel(app: App, a: Doc, b: Doc): HTMLElement {
  const common = app.report.families.filter(
    (family) => app.mapKinds.has(family.kind) && family.members.some((member) => member.doc === a) && family.members.some((member) => member.doc === b),
  );
  const item = (family: Family): HTMLElement => {
    const [x, y] = [a, b].map((doc) => family.members.find((member) => member.doc === doc)?.place ?? 1);
    return h(
      "li",
      null,
      h("a", { href: `#family/${family.number}/${Math.min(x, y)}-${Math.max(x, y)}` }, chip(family.kind), h("span", { class: "begins", lang: textLanguage() }, oneLine(family.begins)), h("span", { class: "num muted" }, count(family.symbols))),
    );
  };
  const panel = h("section", { class: "pair-panel" });
  const relation = relationBetween(app.report, a, b);
  append(panel, [
    h("h2", null, link(["document", a.number], oneLine(a.id)), " ↔ ", link(["document", b.number], oneLine(b.id))),
    ...[a, b].map((doc) => (doc.findings.length > 0 ? bar(app, doc) : null)),
    relation && h("ul", { class: "plain" }, relationLine(relation, relation.doc, true)),
    ...(common.length > 0 || !relation
      ? [h("h3", null, `${t("shared_families")} `, h("span", { class: "muted" }, count(common.length))), h("ol", { class: "tops" }, ...common.sort((x, y) => y.symbols - x.symbols).slice(0, 100).map(item))]
      : []),
  ]);
  return panel;
}
