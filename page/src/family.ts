// One family: its canonical text with every place where occurrences differ, how many have what there, and each occurrence with
// its differences. Beside it the list it was chosen from.

import { type App, type View, chip, docRoute, go, judge, judgingKeys, link, noText, swatch } from "./app";
import { type Passage, type Stretch, across, changesWithin, inline, otherwiseCount, textOfTokens, wholeNumbers } from "./compare";
import type { Family } from "./data";
import { type Change, edits } from "./diff";
import { append, button, h, oneLine } from "./dom";
import { times, toggle } from "./families";
import { List } from "./list";
import { isLoop, passages } from "./occurrences";
import { textOf } from "./texts";
import { type Word, count, percent, t } from "./words";

/** Occurrences that are compared and drawn at once. */
const AT_ONCE = 60;
/** Characters around a difference where only differences are shown. */
const AROUND = 14;
const CONTEXT = 60;

/** A place of the canonical text where occurrences have something else. */
interface Site {
  a0: number;
  a1: number;
  has: string;
  /** What stands there instead, with the occurrences that have it. */
  variants: Map<string, Passage[]>;
}

export function family(app: App, shown: Family): View {
  const body = h("div", { class: "family-body" });
  const panel = h("article", { class: "family-panel" }, heading(app, shown), body);
  const rail = railOf(app, shown);
  let active = 0;
  let rows: HTMLElement[] = [];
  let onlyChanged = shown.symbols > 400;
  let alive = true;
  const step = (by: number): void => {
    if (rows.length === 0) return;
    rows[active]?.classList.remove("active");
    active = Math.min(Math.max(active + by, 0), rows.length - 1);
    rows[active].classList.add("active");
    rows[active].scrollIntoView({ block: "nearest" });
  };
  const draw = async (): Promise<void> => {
    const all = await passages(app, shown);
    if (!alive) return;
    rows = [];
    await fill(app, shown, all, body, rows, onlyChanged, () => alive, (on) => {
      onlyChanged = on;
      void draw();
    });
  };
  void draw();
  const neighbour = (by: number): void => {
    const at = app.listed.indexOf(shown);
    const next = app.listed[at + by];
    if (next) go("family", next.number);
  };
  return {
    title: t("family", shown.number),
    element: h("div", { class: "split" }, rail.element, panel),
    keys: {
      j: () => neighbour(1),
      k: () => neighbour(-1),
      n: () => step(1),
      p: () => step(-1),
      u: () => go("families"),
      Enter: () => go("family", shown.number, `1-${Math.max(active + 1, 2)}`),
      ...judgingKeys(app, () => ({ family: shown })),
    },
    shown: () => {
      rail.show(app.listed.length);
      rail.select(app.listed.indexOf(shown));
    },
    close: () => (alive = false),
  };
}

/** The list that j and k go through. */
function railOf(app: App, shown: Family): List {
  return new List({
    label: t("families"),
    rowHeight: () => 52,
    open: (i) => go("family", app.listed[i].number),
    render: (i) => {
      const one = app.listed[i];
      const { verdict } = app.decisions.of({ family: one });
      return h(
        "div",
        { class: `rail-row${one === shown ? " current" : ""}` },
        h(
          "span",
          { class: "rail-facts" },
          swatch(one.kind),
          h("b", null, t(one.kind)),
          h("span", { class: "muted" }, `${times(one)}× · ${count(one.symbols)}`),
          verdict && h("span", { class: `said v-${verdict}` }, t(`${verdict}_word`)),
        ),
        h("a", { class: "begins", href: `#family/${one.number}`, tabindex: -1, lang: "zh" }, oneLine(one.begins || one.members[0].doc.id)),
      );
    },
  });
}

export function facts(shown: Family): string {
  const [first] = shown.members;
  const parts = isLoop(shown)
    ? [t("copies_of", times(shown), count(first.period ?? 0)), t("symbols", count(shown.symbols))]
    : [t("times_in", count(shown.members.length), count(shown.docs)), t("symbols", count(shown.symbols)), t("identity_of", percent(shown.identity))];
  if (shown.bits !== null) parts.push(t("bits_of", count(Math.round(shown.bits))));
  return parts.join(" · ");
}

function heading(app: App, shown: Family): HTMLElement {
  const at = app.listed.indexOf(shown);
  const step = (by: number, word: string): HTMLElement =>
    button(by < 0 ? "↑" : "↓", () => go("family", app.listed[at + by].number), {
      "aria-label": word,
      title: `${word} (${by < 0 ? "k" : "j"})`,
      disabled: at < 0 || !app.listed[at + by],
    });
  return h(
    "header",
    { class: "panel-head" },
    h(
      "div",
      { class: "panel-title" },
      chip(shown.kind),
      h("h1", null, t("family", shown.number)),
      h("span", { class: "muted facts" }, facts(shown)),
      h("span", { class: "steps" }, step(-1, t("previous")), step(1, t("next"))),
    ),
    judge(app, { family: shown }, t("judge_family")),
  );
}

async function fill(
  app: App,
  shown: Family,
  all: Passage[],
  body: HTMLElement,
  rows: HTMLElement[],
  onlyChanged: boolean,
  alive: () => boolean,
  switched: (on: boolean) => void,
): Promise<void> {
  const first = all.find((passage) => passage.text !== null);
  const parts: Node[] = [];
  if (!first) {
    parts.push(noText(all[0].finding.doc));
  }
  const sites = new Map<string, Site>();
  const compared = new Map<Passage, Change[]>();
  const others = all.filter((passage) => passage !== first && passage.text !== null).slice(0, AT_ONCE);
  if (first) {
    let since = performance.now();
    for (const passage of others) {
      const changes = changesWithin(first, passage);
      compared.set(passage, changes);
      collect(first, passage, changes, sites);
      // Long families must not stop the page from answering.
      if (performance.now() - since > 40) {
        await new Promise((resolve) => setTimeout(resolve));
        if (!alive()) return;
        since = performance.now();
      }
    }
    const slots = slotsOf(first, compared);
    const inSlot = (site: Site): boolean => slots.some((slot) => site.a0 >= slot.a0 && site.a1 <= slot.a1);
    const found = [...slots, ...[...sites.values()].filter((site) => !inSlot(site))];
    parts.push(
      h(
        "div",
        { class: "family-top" },
        h("div", null, await canonical(shown, first, found), patternOf(shown)),
        others.length > 0 ? variants(shown, first, found, others.length + 1) : null,
      ),
    );
  }
  const proof = evidence(shown);
  if (proof) parts.push(proof);
  const list = h("ol", { class: "occurrences" });
  const draw = (from: number): void => {
    for (const passage of all.slice(from, from + AT_ONCE)) {
      const changes = first && passage !== first && passage.text !== null ? (compared.get(passage) ?? changesWithin(first, passage)) : null;
      const row = occurrence(app, shown, first, passage, changes, onlyChanged);
      rows.push(row);
      list.append(row);
    }
    const left = all.length - rows.length;
    if (left > 0) {
      const more = button(t("more", Math.min(left, AT_ONCE)), () => (more.remove(), draw(rows.length)));
      list.append(more);
    }
  };
  draw(0);
  parts.push(
    h(
      "section",
      null,
      h("div", { class: "section-head" }, h("h2", null, `${t("all_occurrences")} `, h("span", { class: "muted" }, count(all.length))), first && all.length > 1 ? toggle(t("only_changed"), onlyChanged, switched) : null),
      list,
    ),
  );
  body.replaceChildren(...parts);
}

/** Takes the changes of an occurrence to the places where they stand, whole numbers at a time. */
function collect(first: Passage, passage: Passage, changes: Change[], sites: Map<string, Site>): void {
  for (const { a0, a1, b0, b1 } of wholeNumbers(first, passage, changes)) {
    const key = `${a0}-${a1}`;
    let site = sites.get(key);
    if (!site) sites.set(key, (site = { a0, a1, has: textOfTokens(first, a0, a1), variants: new Map() }));
    const instead = textOfTokens(passage, b0, b1);
    site.variants.set(instead, [...(site.variants.get(instead) ?? []), passage]);
  }
}

/** The canonical text between its neighbours, places with variants marked. */
async function canonical(shown: Family, first: Passage, sites: Site[]): Promise<HTMLElement> {
  const text = first.text ?? "";
  const whole = await textOf(first.finding.doc);
  const part = whole?.part(first.start);
  const before = part ? part.slice(Math.max(first.start - CONTEXT, part.start), first.start) : "";
  const after = part ? part.slice(first.end, Math.min(first.end + CONTEXT, part.end)) : "";
  const ordered = sites.filter((site) => site.a1 > site.a0).sort((x, y) => x.a0 - y.a0 || y.a1 - x.a1);
  const nodes: (Node | string)[] = [];
  let at = 0;
  for (const site of ordered) {
    const [from, to] = [first.tokens[site.a0].start, first.tokens[site.a1 - 1].end];
    if (from < at) continue;
    const here = ordered.filter((other) => other.a0 < site.a1 && other.a1 > site.a0);
    const several = here.reduce((sum, other) => sum + [...other.variants.values()].reduce((n, list) => n + list.length, 0), 0);
    nodes.push(text.slice(at, from), h("span", { class: "site", "data-site": `${site.a0}-${site.a1}`, title: said(site) }, text.slice(from, to), h("sup", null, several)));
    at = to;
  }
  nodes.push(text.slice(at));
  return h(
    "section",
    null,
    h(
      "div",
      { class: "section-head" },
      h("h2", null, isLoop(shown) ? t("first_copy") : t("canonical_text")),
      h("span", { class: "muted where" }, link(docRoute({ doc: first.finding.doc, start: first.start }), oneLine(first.finding.doc.id)), ` ${t("chars_at", count(first.start), count(first.end))}`),
    ),
    h("div", { class: `reading canonical k-${shown.kind}`, lang: "zh" }, h("span", { class: "context" }, before), h("span", { class: "passage" }, ...nodes), h("span", { class: "context" }, after)),
  );
}

function said(site: Site): string {
  return [...site.variants].map(([instead, list]) => `${instead || t("nothing_there")} (${list.length})`).join("; ");
}

/** The slots of a template as places of its canonical text, with what stands in them in each occurrence. */
function slotsOf(first: Passage, compared: Map<Passage, Change[]>): Site[] {
  const pattern = first.finding.pattern;
  if (!pattern) return [];
  const text = first.text ?? "";
  const pieces = pattern.split(/〔(?:数字|日期|文字)〕/);
  const sites: Site[] = [];
  let at = 0;
  for (const [i, piece] of pieces.entries()) {
    const found = i === pieces.length - 1 && piece === "" ? text.length : text.indexOf(piece, at);
    if (found < 0) return [];
    if (i > 0) {
      const a0 = first.tokens.findIndex((token) => token.start >= at);
      const after = first.tokens.findIndex((token) => token.start >= found);
      const a1 = after < 0 ? first.tokens.length : after;
      if (a0 >= 0 && a1 > a0) {
        const site: Site = { a0, a1, has: textOfTokens(first, a0, a1), variants: new Map() };
        for (const [passage, changes] of compared) {
          const [b0, b1] = across(changes, a0, a1);
          const value = textOfTokens(passage, b0, b1);
          if (value !== site.has) site.variants.set(value, [...(site.variants.get(value) ?? []), passage]);
        }
        sites.push(site);
      }
    }
    at = found + piece.length;
  }
  return sites;
}

function patternOf(shown: Family): HTMLElement | null {
  const pattern = shown.members.find((member) => member.pattern)?.pattern;
  if (!pattern) return null;
  const nodes = pattern.split(/(〔[^〕]*〕)/).map((piece) => (/^〔/.test(piece) ? h("span", { class: "slot" }, piece) : piece));
  return h("section", null, h("h2", null, t("pattern")), h("div", { class: "reading pattern", lang: "zh" }, ...nodes));
}

/** Which places differ, what stands there, in how many of the occurrences. */
function variants(shown: Family, first: Passage, sites: Site[], all: number): HTMLElement {
  const ordered = sites.sort((x, y) => x.a0 - y.a0 || x.a1 - y.a1);
  const title = shown.members.some((member) => member.pattern) ? `${t("slots")}, ${t("variants")}` : t("variants");
  const around = (site: Site): [string, string] => {
    const text = first.text ?? "";
    const from = first.tokens[site.a0]?.start ?? text.length;
    const to = site.a1 > site.a0 ? first.tokens[site.a1 - 1].end : from;
    return [text.slice(Math.max(0, from - 8), from), text.slice(to, to + 8)];
  };
  const item = (site: Site): HTMLElement => {
    const [before, after] = around(site);
    const instead = [...site.variants].sort((x, y) => y[1].length - x[1].length);
    return h(
      "li",
      { "data-site": `${site.a0}-${site.a1}` },
      h("span", { class: "where", lang: "zh" }, h("span", { class: "context" }, oneLine(before)), h("del", null, oneLine(site.has) || "∅"), h("span", { class: "context" }, oneLine(after))),
      h(
        "span",
        { class: "instead" },
        ...instead.slice(0, 12).map(([text, list]) =>
          h(
            "a",
            { href: `#family/${shown.number}/${first.place}-${list[0].place}`, title: list.slice(0, 12).map((passage) => oneLine(passage.finding.doc.id)).join("\n") },
            "→ ",
            h("ins", { lang: "zh" }, oneLine(text) || "∅"),
            h("small", null, t("in_of", list.length, all)),
          ),
        ),
        instead.length > 12 && h("span", { class: "muted" }, t("and_more", instead.length - 12)),
      ),
    );
  };
  const list = h("ul", { class: "variants" }, ...ordered.slice(0, 40).map(item));
  if (ordered.length > 40) {
    const more = button(t("more", ordered.length - 40), () => (more.remove(), append(list, ordered.slice(40).map(item))));
    list.append(more);
  }
  return h(
    "section",
    null,
    h("h2", null, `${title} `, h("span", { class: "muted" }, count(ordered.length))),
    ordered.length === 0 ? h("p", { class: "muted" }, t("no_variants")) : list,
  );
}

function evidence(shown: Family): HTMLElement | null {
  const proof = shown.members.find((member) => member.evidence)?.evidence;
  if (!proof) return null;
  const facts = Object.entries(proof).map(([name, value]) => h("span", { class: "fact" }, `${t(name as Word)} `, h("b", null, typeof value === "number" && name !== "sources" && name !== "line_docs" ? percent(value) : String(value))));
  return h("section", { class: "evidence" }, h("h2", null, t("evidence")), ...facts);
}

function occurrence(app: App, shown: Family, first: Passage | undefined, passage: Passage, changes: Change[] | null, onlyChanged: boolean): HTMLElement {
  const { finding } = passage;
  const loop = isLoop(shown);
  const facts: string[] = [];
  if (changes && first) {
    facts.push(loop ? t("edits_of", edits(changes)) : `${percent(finding.identity)} · ${t("edits_of", edits(changes))}`);
    const other = otherwiseCount(first, passage, changes);
    if (other > 0) facts.push(t("otherwise_of", other));
  }
  if (passage.cut) facts.push(t("cut_off"));
  const role = loop ? t("copy_number", passage.place) : finding.original ? t("canonical") : t("the_copy");
  const text = h("div", { class: "reading", lang: "zh" });
  if (passage.text === null) text.append(noText(finding.doc));
  else if (changes && first) append(text, shownStretches(inline(first, passage, changes), onlyChanged));
  else if (passage !== first) text.append(passage.text);
  return h(
    "li",
    { class: `occurrence${app.decisions.excluded(finding) ? " out" : ""}` },
    h(
      "div",
      { class: "occurrence-head" },
      h("span", { class: "place num" }, passage.place),
      link(docRoute({ doc: finding.doc, start: passage.start }), oneLine(finding.doc.id)),
      h("span", { class: "muted" }, t("chars_at", count(passage.start), count(passage.end))),
      h("span", { class: finding.original ? "role canonical-role" : "role" }, role),
      h("span", { class: "muted" }, facts.join(" · ")),
      first && passage !== first && passage.text !== null ? link(["family", shown.number, `${first.place}-${passage.place}`], t("side_by_side")) : null,
    ),
    passage === first ? null : text,
    loop || shown.members.length < 2 ? null : h("details", { class: "one" }, h("summary", null, t("judge_finding")), judge(app, { finding }, t("judge_finding"))),
  );
}

/** Stretches as elements; with `onlyChanged` equal text is shown near differences only. */
export function shownStretches(stretches: Stretch[], onlyChanged: boolean): (Node | string)[] {
  const nodes: (Node | string)[] = [];
  const changed = stretches.some((stretch) => stretch.style !== "same");
  stretches.forEach(({ style, text, instead }, i) => {
    if (style === "same") {
      const [head, tail] = [i > 0 ? AROUND : 0, i < stretches.length - 1 ? AROUND : 0];
      const points = [...text];
      if (onlyChanged && points.length > head + tail + 6) {
        if (!changed) nodes.push(points.slice(0, 40).join(""), points.length > 40 ? "…" : "");
        else nodes.push(points.slice(0, head).join(""), h("span", { class: "cut" }, " … "), tail ? points.slice(-tail).join("") : "");
      } else nodes.push(text);
    } else if (style === "lost") nodes.push(h("del", null, text));
    else if (style === "new") nodes.push(h("ins", null, text));
    else if (style === "script") nodes.push(h("span", { class: "script", title: `${t("canonical")}: ${instead ?? ""}` }, text));
    else nodes.push(text);
  });
  return nodes;
}
