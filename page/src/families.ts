// The table of families: filtered, searched in their texts, sorted; rows are drawn as they come into view.

import { type App, type SortBy, type View, chip, go, judgingKeys, kindFilter, kindsPresent, verdictWord } from "./app";
import type { Family } from "./data";
import { h, oneLine } from "./dom";
import { List } from "./list";
import { textNow, unpackAll } from "./texts";
import { type Word, count, percent, t, textLanguage } from "./words";

const SORTS: { by: SortBy; word: Word; descending: boolean }[] = [
  { by: "number", word: "number", descending: false },
  { by: "kind", word: "kind", descending: false },
  { by: "docs", word: "documents", descending: true },
  { by: "occurrences", word: "occurrences", descending: true },
  { by: "symbols", word: "length", descending: true },
  { by: "identity", word: "identity", descending: true },
  { by: "bits", word: "bits", descending: true },
  { by: "chars", word: "characters", descending: true },
  { by: "verdict", word: "verdict", descending: true },
  { by: "begins", word: "begins", descending: false },
];

/** The families that the filter lets through, in its order. */
export function select(app: App): Family[] {
  const { filter, decisions } = app;
  const judged = (family: Family): boolean => decisions.of({ family }).verdict !== null;
  const through = app.report.families.filter(
    (family) =>
      filter.kinds.has(family.kind) &&
      (!filter.unjudged || !judged(family)) &&
      (!filter.several || family.docs > 1) &&
      (!filter.words || (app.found ?? new Set()).has(family)),
  );
  const value = (family: Family): number | string => {
    switch (filter.sort) {
      case "kind":
        return family.kind;
      case "occurrences":
        return family.members[0].copies && family.members.length === 1 ? family.members[0].copies : family.members.length;
      case "bits":
        return family.bits ?? -1;
      case "begins":
        return family.begins;
      case "verdict":
        return decisions.of({ family }).verdict ?? "";
      default:
        return family[filter.sort];
    }
  };
  const sign = filter.descending ? -1 : 1;
  return through
    .map((family) => ({ family, value: value(family) }))
    .sort((a, b) => sign * (a.value < b.value ? -1 : a.value > b.value ? 1 : 0) || a.family.number - b.family.number)
    .map(({ family }) => family);
}

/** Looks the words up in the passages and in the document names. */
export async function find(app: App, words: string): Promise<Set<Family>> {
  const wanted = words.toLowerCase();
  await unpackAll(app.report.chunks);
  const folded = [...wanted].map((char) => app.folder.usual(char)).join("");
  const usual = (text: string): string => {
    let all = "";
    for (const char of text) all += app.folder.usual(char);
    return all;
  };
  const holds = (family: Family): boolean => {
    if (family.members.some((member) => member.doc.id.toLowerCase().includes(wanted))) return true;
    const [first] = family.members;
    const text = (textNow(first.doc)?.slice(first.start, first.end) ?? family.begins).toLowerCase();
    return text.includes(wanted) || usual(text).includes(folded);
  };
  return new Set(app.report.families.filter(holds));
}

export function families(app: App): View {
  const { filter, report } = app;
  const narrow = matchMedia("(max-width: 720px)");
  const list = new List({
    label: t("families"),
    rowHeight: () => (narrow.matches ? 66 : 38),
    render: (i) => row(app, app.listed[i]),
    open: (i) => app.listed[i] && go("family", app.listed[i].number),
  });
  const counter = h("span", { class: "muted", role: "status" });
  const nothing = h("p", { class: "nothing", hidden: true }, t("nothing"));
  const refresh = (): void => {
    const active = app.listed[list.active];
    app.listed = select(app);
    counter.textContent = t("shown_of", count(app.listed.length), count(report.families.length));
    nothing.hidden = app.listed.length > 0;
    list.active = active ? app.listed.indexOf(active) : -1;
    list.show(app.listed.length);
  };
  const search = searchBox(app, counter, refresh);
  const head = header(app, refresh);
  const stop = app.decisions.listen(refresh);
  const print = (): void => list.print();
  window.addEventListener("beforeprint", print);
  refresh();
  return {
    title: t("families"),
    element: h(
      "div",
      { class: "page fill families" },
      h(
        "div",
        { class: "tools" },
        h("h1", null, t("families")),
        search,
        kindFilter(filter.kinds, kindsPresent(report), refresh),
        toggle(t("unjudged"), filter.unjudged, (on) => ((filter.unjudged = on), refresh())),
        toggle(t("several_docs"), filter.several, (on) => ((filter.several = on), refresh())),
        counter,
      ),
      head,
      nothing,
      list.element,
    ),
    keys: {
      j: () => list.move(1),
      k: () => list.move(-1),
      Enter: () => list.openActive(),
      "/": () => search.focus(),
      ...judgingKeys(app, () => (app.listed[list.active] ? { family: app.listed[list.active] } : null)),
    },
    shown: () => list.draw(true),
    close: () => {
      stop();
      window.removeEventListener("beforeprint", print);
    },
  };
}

export function toggle(word: string, on: boolean, changed: (on: boolean) => void): HTMLElement {
  const element = h("button", {
    type: "button",
    "aria-pressed": String(on),
    onclick: () => {
      const now = element.getAttribute("aria-pressed") !== "true";
      element.setAttribute("aria-pressed", String(now));
      changed(now);
    },
  });
  element.textContent = word;
  return element;
}

function searchBox(app: App, counter: HTMLElement, refresh: () => void): HTMLInputElement {
  let turn = 0;
  const search = h("input", {
    type: "search",
    value: app.filter.words,
    placeholder: t("search"),
    "aria-label": t("search"),
    oninput: () => {
      app.filter.words = search.value.trim();
      const mine = ++turn;
      if (!app.filter.words) {
        app.found = null;
        refresh();
        return;
      }
      setTimeout(async () => {
        if (mine !== turn) return;
        counter.textContent = t("searching");
        const found = await find(app, app.filter.words);
        if (mine !== turn) return;
        app.found = found;
        refresh();
      }, 150);
    },
  });
  return search;
}

function header(app: App, refresh: () => void): HTMLElement {
  const { filter } = app;
  const element = h("div", { class: "family-row head", role: "group", "aria-label": t("sort_by", "…") });
  const draw = (): void =>
    element.replaceChildren(
      ...SORTS.map(({ by, word, descending }) => {
        const active = filter.sort === by;
        const sort = h("button", {
          type: "button",
          class: `c-${by}`,
          "aria-pressed": String(active),
          "aria-label": t("sort_by", t(word)),
          onclick: () => {
            filter.descending = active ? !filter.descending : descending;
            filter.sort = by;
            draw();
            refresh();
          },
        });
        sort.textContent = t(word) + (active ? (filter.descending ? " ↓" : " ↑") : "");
        return sort;
      }),
    );
  draw();
  return element;
}

/** How often: occurrences, or copies of a single loop. */
export function times(family: Family): string {
  const [first] = family.members;
  return first.copies !== null && family.members.length === 1 ? first.copies.toFixed(1).replace(/\.0$/, "") : count(family.members.length);
}

/** What a number counts, where there are no headings above it. */
function small(unit: string): HTMLElement {
  return h("small", { class: "narrow-only" }, ` ${unit}`);
}

function row(app: App, family: Family): HTMLElement {
  const { verdict } = app.decisions.of({ family });
  const excluded = family.members.every((member) => app.decisions.excluded(member));
  return h(
    "div",
    { class: `family-row${excluded ? " out" : ""}` },
    h("span", { class: "num c-number" }, family.number),
    h("span", { class: "c-kind" }, chip(family.kind)),
    h("span", { class: "num c-docs" }, count(family.docs), small(t("docs_unit"))),
    h("span", { class: "num c-occurrences" }, times(family), small("×")),
    h("span", { class: "num c-symbols" }, count(family.symbols), small(t("lengths_note"))),
    h("span", { class: "num c-identity" }, percent(family.identity)),
    h("span", { class: "num c-bits" }, family.bits === null ? "–" : count(Math.round(family.bits))),
    h("span", { class: "num c-chars" }, count(family.chars)),
    h("span", { class: `c-verdict${verdict ? ` said v-${verdict}` : ""}` }, verdict ? verdictWord(verdict) : ""),
    h("span", { class: "c-begins", lang: textLanguage() }, h("a", { href: `#family/${family.number}`, tabindex: -1 }, oneLine(family.begins || family.members[0].doc.id))),
  );
}
