// The overview: how much is repeated, of which kinds, in which families and documents; how the run was set and what is certain.

import { type App, type View, chip, kindWord, kindsPresent, swatch } from "./app";
import { classes, columns, whole } from "./charts";
import type { Kind, RelationName, Report } from "./data";
import { append, button, h, oneLine, replace } from "./dom";
import { bar } from "./documents";
import { times } from "./families";
import { relationLine } from "./relations";
import { count, percent, t, textLanguage } from "./words";

const SHOWN = 8;
const WARNINGS = 100;
/** Documents like another that are listed at once. */
const RELATIONS = 12;

export function overview(app: App): View {
  const figures = h("section", { class: "figures" });
  const element = h("div", { class: "page overview" });
  const ofWholes = app.report.config.level === "documents";
  const draw = (): void => replace(figures, ofWholes ? wholesOf(app) : shareOf(app));
  draw();
  const stop = app.decisions.listen(draw);
  const { report } = app;
  append(element, [
    h(
      "header",
      { class: "lead" },
      h("h1", null, t("docs_chars", count(report.summary.documents), count(report.summary.chars))),
      h("p", { class: "muted" }, report.inputs.map(oneLine).join(", ")),
    ),
    strangers(report),
    figures,
    ...(ofWholes ? [] : passagesOf(app)),
    near(report) ?? (ofWholes ? h("p", { class: "nothing" }, t("near_none")) : null),
    h("div", { class: "columns" }, run(report), warnings(report)),
  ]);
  return { title: t("overview"), element, close: stop };
}

/** What is said of passages, where they were looked for. */
function passagesOf(app: App): HTMLElement[] {
  const { report } = app;
  if (report.families.length === 0) return [h("p", { class: "nothing" }, t("no_families"))];
  return [distributions(report), h("div", { class: "columns" }, heaviest(app), mostRepeated(app))];
}

function shareOf(app: App): Node[] {
  const { shares, report } = app;
  const kinds = kindsPresent(report);
  const families = report.families.filter(({ members }) => members.some((member) => !app.decisions.excluded(member)));
  const findings = kinds.reduce((sum, kind) => sum + shares.kinds[kind].findings, 0);
  const part = (chars: number): string => percent(chars / (shares.chars || 1));
  const covered = kinds.reduce((sum, kind) => sum + shares.kinds[kind].alone, 0);
  const pieces = kinds.map((kind) => ({
    kind: kind as Kind | null,
    value: shares.kinds[kind].alone,
    label: `${kindWord(kind)}: ${part(shares.kinds[kind].alone)}`,
  }));
  const rest = shares.chars - covered;
  pieces.push({ kind: null, value: rest, label: `${t("unique")}: ${part(rest)}` });
  const spoken = `${t("share_by_kind")}: ${pieces.map((piece) => piece.label).join("; ")}`;
  return [
    h(
      "div",
      { class: "key-figures" },
      figure(part(shares.duplicate), t("stands_repeated"), t("of_corpus", count(shares.duplicate))),
      figure(part(shares.removed), t("to_remove"), t("of_corpus", count(shares.removed))),
      figure(count(families.length), t("families"), t("findings_of", count(findings))),
      dropped(app),
    ),
    whole(spoken, pieces),
    kindTable(app, kinds, part),
  ];
}

function figure(value: string, what: string, sub: string): HTMLElement {
  return h("div", { class: "figure" }, h("strong", null, value), h("span", null, what), h("small", null, sub));
}

function kindTable(app: App, kinds: Kind[], part: (chars: number) => string): HTMLElement {
  const { shares } = app;
  const most = Math.max(1, ...kinds.map((kind) => shares.kinds[kind].chars));
  const row = (kind: Kind): HTMLElement => {
    const share = shares.kinds[kind];
    const counted = app.decisions.of({ kind }).verdict !== "excluded";
    const box = h("input", {
      type: "checkbox",
      "aria-label": t("count_kind", kindWord(kind)),
      onchange: () => app.decisions.set({ kind }, { verdict: counted ? "excluded" : null }),
    });
    box.checked = counted;
    return h(
      "tr",
      { class: `k-${kind}` },
      h("th", { scope: "row" }, chip(kind)),
      h("td", null, count(share.families)),
      h("td", null, count(share.findings)),
      h("td", { class: "wide-only" }, count(share.chars)),
      h("td", { class: "gauge-cell" }, h("span", { class: "gauge", style: { width: `${(100 * share.chars) / most}%` } })),
      h("td", null, part(share.chars)),
      h("td", null, part(share.removed)),
      h("td", { class: "box" }, box),
    );
  };
  const head = (word: string, cls = ""): HTMLElement => h("th", { scope: "col", class: cls }, word);
  return h(
    "table",
    { class: "kinds" },
    h(
      "thead",
      null,
      h(
        "tr",
        null,
        head(t("kind")),
        head(t("families")),
        head(t("findings")),
        head(t("characters"), "wide-only"),
        head("", "gauge-cell"),
        head(t("share")),
        head(t("removed")),
        head(t("counts"), "box"),
      ),
    ),
    h("tbody", null, ...kinds.map(row)),
  );
}

function distributions(report: Report): HTMLElement {
  const loose = report.families.filter((family) => family.kind !== "loop");
  const tenths = Array.from({ length: 10 }, (_, i) => ({ label: `${i * 10}`, value: 0 }));
  for (const doc of report.docs) {
    const spans = doc.findings.filter((finding) => finding.kind !== "formula").map((f) => [f.start, f.end] as const);
    let [end, chars] = [0, 0];
    for (const [from, to] of spans.sort((a, b) => a[0] - b[0])) {
      chars += Math.max(to - Math.max(from, end), 0);
      end = Math.max(end, to);
    }
    tenths[Math.min(9, Math.floor((10 * chars) / (doc.chars || 1)))].value++;
  }
  return h(
    "div",
    { class: "charts" },
    columns(t("family_sizes"), classes(loose.map((family) => family.members.length), 2)),
    columns(t("lengths"), classes(report.families.map((family) => family.symbols), 16), t("lengths_note")),
    columns(t("doc_shares"), tenths, "%"),
  );
}

function heaviest(app: App): HTMLElement {
  const families = [...app.report.families]
    .filter((family) => family.kind !== "formula")
    .sort((a, b) => b.chars - a.chars)
    .slice(0, SHOWN);
  const item = (family: (typeof families)[number]): HTMLElement =>
    h(
      "li",
      null,
      h(
        "a",
        { href: `#family/${family.number}` },
        swatch(family.kind),
        h("span", { class: "num" }, `${times(family)}×`),
        h("span", { class: "begins", lang: textLanguage() }, family.begins || family.members[0].doc.id),
        h("span", { class: "num muted" }, count(family.chars)),
      ),
    );
  return h("section", null, h("h2", null, t("heaviest")), h("ol", { class: "tops" }, ...families.map(item)));
}

function mostRepeated(app: App): HTMLElement {
  const ranked = app.report.docs
    .map((doc) => ({ doc, share: app.shares.docs[doc.number].duplicate / (doc.chars || 1) }))
    .filter(({ share }) => share > 0)
    .sort((a, b) => b.share - a.share)
    .slice(0, SHOWN);
  const item = ({ doc, share }: (typeof ranked)[number]): HTMLElement =>
    h(
      "li",
      null,
      h(
        "a",
        { href: `#document/${doc.number}` },
        h("span", { class: "num" }, percent(share)),
        h("span", { class: "begins" }, oneLine(doc.id)),
        bar(app, doc),
      ),
    );
  return h("section", null, h("h2", null, t("most_repeated")), h("ol", { class: "tops" }, ...ranked.map(item)));
}

/** How many documents are like another, for a run that looked at nothing else; without those that the reader excluded. */
function wholesOf(app: App): Node[] {
  const { report, decisions } = app;
  const near = report.relations.filter(({ doc, canonical }) => canonical && !decisions.spares(doc));
  const sort = (name: RelationName): string => count(near.filter(({ relation }) => relation === name).length);
  const chars = near.reduce((sum, { doc }) => sum + doc.chars, 0);
  return [
    h(
      "div",
      { class: "key-figures" },
      figure(count(near.length), t("near"), t("near_sorts", sort("equal"), sort("near"), sort("contained"))),
      figure(percent(chars / (report.summary.chars || 1)), t("near_chars"), t("of_corpus", count(chars))),
      figure(count(new Set(near.map(({ doc }) => doc.family)).size), t("near_families"), t("near_families_note")),
      dropped(app),
    ),
  ];
}

/** The documents that the cleaning pass leaves out as a whole, if it does. */
function dropped(app: App): HTMLElement | null {
  const docs = app.report.docs.filter((doc) => doc.action === "drop" && !app.decisions.spares(doc));
  if (docs.length === 0) return null;
  const chars = docs.reduce((sum, doc) => sum + doc.chars, 0);
  return figure(count(docs.length), t("whole_dropped"), `${t("of_corpus", count(chars))} · ${percent(chars / (app.report.summary.chars || 1))}`);
}

/** The documents that are like another, those that are most alike first. */
function near(report: Report): HTMLElement | null {
  const all = [...report.relations].sort((a, b) => (b.similarity ?? 1) - (a.similarity ?? 1));
  if (all.length === 0) return null;
  const list = h("ul", { class: "plain", "aria-label": t("near") });
  let shown = 0;
  const more = button("", () => show());
  const show = (): void => {
    append(list, all.slice(shown, shown + RELATIONS).map((relation) => relationLine(relation, relation.doc, true)));
    shown = Math.min(shown + RELATIONS, all.length);
    more.hidden = shown === all.length;
    more.textContent = t("more", count(Math.min(RELATIONS, all.length - shown)));
  };
  show();
  return h("section", { class: "near" }, h("h2", null, `${t("near")} `, h("span", { class: "muted" }, count(all.length))), list, more);
}

function run(report: Report): HTMLElement {
  const { config } = report;
  const number = (name: string): number => Number(config[name] ?? 0);
  const window = Math.max(number("shingle_symbols") + number("window_shingles") - 1, number("min_symbols"));
  const certain =
    config.level === "documents"
      ? [t("guarantee_documents")]
      : [t("guarantee_exact", window), t("guarantee_edits", window), t("guarantee_stays"), t("symbol_note")];
  const setting = ([name, value]: [string, unknown]): HTMLElement =>
    h("tr", null, h("th", { scope: "row" }, name), h("td", null, oneLine(typeof value === "string" ? value : JSON.stringify(value))));
  return h(
    "section",
    null,
    h("h2", null, t("run")),
    h("h3", null, t("guarantees")),
    h("ul", { class: "plain" }, ...certain.map((line) => h("li", null, line))),
    h(
      "details",
      null,
      h("summary", null, `${t("settings")} · dittograph ${report.version} · ${report.hash.slice(0, 8)}`),
      h("table", { class: "settings" }, h("tbody", null, ...Object.entries(config).map(setting))),
      h("p", { class: "muted" }, `${t("inputs")}: ${[...report.inputs, ...report.known].map(oneLine).join(", ")}`),
    ),
  );
}

function warnings(report: Report): HTMLElement {
  const shown = report.warnings.slice(0, WARNINGS);
  return h(
    "section",
    null,
    h("h2", null, `${t("warnings")} `, h("span", { class: "muted" }, count(report.warnings.length))),
    shown.length === 0
      ? h("p", { class: "muted" }, t("no_warnings"))
      : h(
          "ul",
          { class: "plain" },
          ...shown.map((warning) =>
            h("li", null, h("b", null, `${oneLine(warning.doc)}${warning.line ? `:${warning.line}` : ""}`), ` ${oneLine(warning.message)}`),
          ),
          report.warnings.length > shown.length && h("li", null, t("and_more", count(report.warnings.length - shown.length))),
        ),
  );
}

/** What of the texts is not in the page, if anything. */
function strangers(report: Report): HTMLElement | null {
  const excerpts = report.docs.filter((doc) => doc.state === "excerpts").length;
  const omitted = report.docs.filter((doc) => doc.state === "omitted").length;
  if (report.strangers.length === 0 && excerpts + omitted === 0) return null;
  const list = h("ul", { class: "plain", hidden: report.strangers.length > 5 });
  append(
    list,
    report.strangers.map(([doc, message]) => h("li", null, h("b", null, oneLine(doc)), ` ${oneLine(message)}`)),
  );
  return h(
    "aside",
    { class: "strangers", role: "note" },
    excerpts + omitted > 0 && h("p", null, t("no_room", count(excerpts), count(omitted))),
    report.strangers.length > 0 && h("p", null, `${t("strangers")}: ${count(report.strangers.length)} `, list.hidden && button("…", () => (list.hidden = !list.hidden))),
    list,
  );
}
