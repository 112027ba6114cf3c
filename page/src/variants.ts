// What the occurrences of a family have in common and where they differ: the canonical text with its places of variants, the
// slots of a template, and what stands at each place in how many occurrences.

import { docRoute, link } from "./app";
import { across, textOfTokens, wholeNumbers } from "./compare";
import type { Family } from "./data";
import type { Change } from "./diff";
import { append, button, h, oneLine } from "./dom";
import { type Occurrence, isLoop } from "./occurrences";
import { textOf } from "./texts";
import { type Word, count, percent, t, textLanguage } from "./words";

/** Characters shown around the canonical text. */
const CONTEXT = 60;
/** Places and readings that are listed at once. */
const LISTED = 40;
const READINGS = 12;
/** Characters of a reading that is shown whole. */
const LONG = 60;

/** A place of the canonical text where occurrences have something else. */
export interface Site {
  a0: number;
  a1: number;
  has: string;
  /** What stands there instead, with the occurrences that have it. */
  variants: Map<string, Occurrence[]>;
}

/** Takes the changes of an occurrence to the places where they stand, whole numbers at a time. */
export function collect(first: Occurrence, passage: Occurrence, changes: Change[], sites: Map<string, Site>): void {
  for (const { a0, a1, b0, b1 } of wholeNumbers(first, passage, changes)) {
    const key = `${a0}-${a1}`;
    let site = sites.get(key);
    if (!site) sites.set(key, (site = { a0, a1, has: textOfTokens(first, a0, a1), variants: new Map() }));
    const instead = textOfTokens(passage, b0, b1);
    site.variants.set(instead, [...(site.variants.get(instead) ?? []), passage]);
  }
}

/** The canonical text between its neighbours, places with variants marked. */
export async function canonical(shown: Family, first: Occurrence, sites: Site[]): Promise<HTMLElement> {
  const text = first.text ?? "";
  const whole = await textOf(first.doc);
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
      h("span", { class: "muted where" }, link(docRoute({ doc: first.doc, start: first.start }), oneLine(first.doc.id)), ` ${t("chars_at", count(first.start), count(first.end))}`),
    ),
    h("div", { class: `reading canonical k-${shown.kind}`, lang: textLanguage(), tabindex: 0, role: "group", "aria-label": t("canonical_text") }, h("span", { class: "context" }, before), h("span", { class: "passage" }, ...nodes), h("span", { class: "context" }, after)),
  );
}

/** A reading that fits into the list. */
function clipped(text: string): string {
  const points = [...oneLine(text)];
  return points.length > LONG ? `${points.slice(0, LONG / 2).join("")} … ${points.slice(-LONG / 4).join("")} (${count(points.length)})` : points.join("") || "∅";
}

function said(site: Site): string {
  return [...site.variants].map(([instead, list]) => `${clipped(instead)} (${list.length})`).join("; ");
}

/** The slots of a template as places of its canonical text, with what stands in them in each occurrence. */
export function slotsOf(first: Occurrence, compared: Map<Occurrence, Change[]>): Site[] {
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

export function patternOf(shown: Family): HTMLElement | null {
  const pattern = shown.members.find((member) => member.pattern)?.pattern;
  if (!pattern) return null;
  const nodes = pattern.split(/(〔[^〕]*〕)/).map((piece) => (/^〔/.test(piece) ? h("span", { class: "slot" }, piece) : piece));
  return h("section", null, h("h2", null, t("pattern")), h("div", { class: "reading pattern", lang: textLanguage(), tabindex: 0, role: "group", "aria-label": t("pattern") }, ...nodes));
}

/** Which places differ, what stands there, in how many of the occurrences. */
export function variants(shown: Family, first: Occurrence, sites: Site[], all: number, of: number): HTMLElement {
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
      h("span", { class: "where", lang: textLanguage() }, h("span", { class: "context" }, oneLine(before)), h("del", { title: site.has.length > LONG ? site.has.slice(0, 2000) : null }, clipped(site.has)), h("span", { class: "context" }, oneLine(after))),
      h(
        "span",
        { class: "instead" },
        ...instead.slice(0, READINGS).map(([text, list]) =>
          h(
            "a",
            { href: `#family/${shown.number}/${first.place}-${list[0].place}`, title: list.slice(0, READINGS).map((passage) => oneLine(passage.doc.id)).join("\n") },
            "→ ",
            h("ins", { lang: textLanguage() }, clipped(text)),
            h("small", null, t("in_of", list.length, all)),
          ),
        ),
        instead.length > READINGS && h("span", { class: "muted" }, t("and_more", instead.length - READINGS)),
      ),
    );
  };
  const list = h("ul", { class: "variants", tabindex: 0, "aria-label": title }, ...ordered.slice(0, LISTED).map(item));
  if (ordered.length > LISTED) {
    const more = button(t("more", ordered.length - LISTED), () => (more.remove(), append(list, ordered.slice(LISTED).map(item))));
    list.append(more);
  }
  return h(
    "section",
    null,
    h("h2", null, `${title} `, h("span", { class: "muted" }, count(ordered.length), all < of ? ` · ${t("compared_of", count(all), count(of))}` : "")),
    ordered.length === 0 ? h("p", { class: "muted" }, t("no_variants")) : list,
  );
}

export function evidence(shown: Family): HTMLElement | null {
  const proof = shown.members.find((member) => member.evidence)?.evidence;
  if (!proof) return null;
  const facts = Object.entries(proof).map(([name, value]) => h("span", { class: "fact" }, `${t(name as Word)} `, h("b", null, typeof value === "number" && name !== "sources" && name !== "line_docs" ? percent(value) : String(value))));
  return h("section", { class: "evidence" }, h("h2", null, t("evidence")), ...facts);
}
