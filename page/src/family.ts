// One family: its canonical text with every place where occurrences differ, how many have what there, and each occurrence with
// its differences. Beside it the list it was chosen from.

import { type App, type View, chip, docRoute, go, judge, judgingKeys, link, noText, swatch } from "./app";
import { type Stretch, changesWithin, inline, otherwiseCount } from "./compare";
import type { Family, Finding } from "./data";
import { type Change, edits } from "./diff";
import { append, button, h, oneLine } from "./dom";
import { times, toggle } from "./families";
import { List } from "./list";
import { type Occurrence, isLoop, passages } from "./occurrences";
import { type Site, canonical, collect, evidence, patternOf, slotsOf, variants } from "./variants";
import { count, percent, t, textLanguage } from "./words";

/** Occurrences that are compared and drawn at once. */
const AT_ONCE = 100;
/** Characters around a difference where only differences are shown. */
const AROUND = 14;

export function family(app: App, shown: Family): View {
  const body = h("div", { class: "family-body" });
  const panel = h("article", { class: "family-panel" }, heading(app, shown), body);
  const rail = railOf(app, shown);
  let active = 0;
  let rows: HTMLElement[] = [];
  let onlyChanged = shown.symbols > 400;
  let limit = AT_ONCE;
  let alive = true;
  const step = (by: number): void => {
    if (rows.length === 0) return;
    rows[active]?.classList.remove("active");
    active = Math.min(Math.max(active + by, 0), rows.length - 1);
    rows[active].classList.add("active");
    rows[active].scrollIntoView({ block: "nearest" });
  };
  const draw = async (): Promise<void> => {
    const all = await passages(app, shown, (place) => place <= limit);
    if (!alive) return;
    rows = [];
    const settings: Settings = {
      onlyChanged,
      limit,
      alive: () => alive,
      change: (next) => {
        ({ onlyChanged, limit } = { onlyChanged, limit, ...next });
        void draw();
      },
    };
    await fill(app, shown, all, body, rows, settings);
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
        h("span", { class: "begins", lang: textLanguage() }, h("a", { href: `#family/${one.number}`, tabindex: -1 }, oneLine(one.begins || one.members[0].doc.id))),
      );
    },
  });
}

/** Why an occurrence says what stands nowhere else, so that it stays where its kind goes. */
export function staying({ numbers, parallel }: Pick<Finding, "numbers" | "parallel">): string[] {
  return [...(numbers ? [t("other_numbers", ...numbers.map(count))] : []), ...(parallel ? [t("parallel")] : [])];
}

export function facts(shown: Family): string {
  const [first] = shown.members;
  const parts = isLoop(shown)
    ? [t("copies_of", times(shown), count(first.period ?? 0)), t("symbols", count(shown.symbols))]
    : [t("times_in", count(shown.members.length), count(shown.docs)), t("symbols", count(shown.symbols)), t("identity_of", percent(shown.identity))];
  if (shown.bits !== null) parts.push(t("bits_of", count(Math.round(shown.bits))));
  // A loop is one finding; of other families each occurrence says its own.
  if (isLoop(shown)) parts.push(...staying(first));
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

/** What of a family is drawn, and how that is changed. */
interface Settings {
  onlyChanged: boolean;
  /** Occurrences that are compared and drawn. */
  limit: number;
  alive(): boolean;
  change(next: { onlyChanged?: boolean; limit?: number }): void;
}

async function fill(app: App, shown: Family, all: Occurrence[], body: HTMLElement, rows: HTMLElement[], settings: Settings): Promise<void> {
  const { onlyChanged, limit, alive } = settings;
  const first = all.find((passage) => passage.text !== null);
  const parts: Node[] = [];
  if (!first) {
    parts.push(noText(all[0].doc));
  }
  const sites = new Map<string, Site>();
  const compared = new Map<Occurrence, Change[]>();
  const others = all.slice(0, limit).filter((passage) => passage !== first && passage.text !== null);
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
    const inSlot = (site: Site): boolean => slots.some((slot) => site.a0 < slot.a1 && site.a1 > slot.a0 || (site.a0 === site.a1 && site.a0 >= slot.a0 && site.a1 <= slot.a1));
    const found = [...slots, ...[...sites.values()].filter((site) => !inSlot(site))];
    parts.push(
      h(
        "div",
        { class: others.length > 0 ? "family-top two" : "family-top" },
        h("div", null, await canonical(shown, first, found), patternOf(shown)),
        others.length > 0 ? variants(shown, first, found, others.length + 1, all.length) : null,
      ),
    );
  }
  const proof = evidence(shown);
  if (proof) parts.push(proof);
  const list = h("ol", { class: "occurrences" });
  for (const passage of all.slice(0, limit)) {
    const row = occurrence(app, shown, first, passage, compared.get(passage) ?? null, onlyChanged);
    rows.push(row);
    list.append(row);
  }
  const left = all.length - rows.length;
  if (left > 0) list.append(button(t("more", count(Math.min(left, AT_ONCE))), () => settings.change({ limit: limit + AT_ONCE })));
  parts.push(
    h(
      "section",
      null,
      h("div", { class: "section-head" }, h("h2", null, `${t("all_occurrences")} `, h("span", { class: "muted" }, count(all.length))), first && all.length > 1 ? toggle(t("only_changed"), onlyChanged, (on) => settings.change({ onlyChanged: on })) : null),
      list,
    ),
  );
  body.replaceChildren(...parts);
}

function occurrence(app: App, shown: Family, first: Occurrence | undefined, passage: Occurrence, changes: Change[] | null, onlyChanged: boolean): HTMLElement {
  const { finding } = passage;
  const loop = isLoop(shown);
  const facts: string[] = [];
  if (changes && first) {
    facts.push(loop ? t("edits_of", edits(changes)) : `${percent(finding.identity)} · ${t("edits_of", edits(changes))}`);
    const other = otherwiseCount(first, passage, changes);
    if (other > 0) facts.push(t("otherwise_of", other));
  }
  if (!loop) facts.push(...staying(finding));
  if (passage.cut) facts.push(t("cut_off"));
  const role = loop ? t("copy_number", passage.place) : finding.original ? t("canonical") : t("the_copy");
  const text = h("div", { class: "reading", lang: textLanguage() });
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
