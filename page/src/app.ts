// What the views share: the report, the decisions, where the reader is, and small parts that stand in several views.

import { type Doc, type Family, type Finding, type Kind, type Report, KINDS } from "./data";
import { type Decisions, type Subject, type Verdict, VERDICTS } from "./decisions";
import { h, button, svg } from "./dom";
import type { Folder } from "./fold";
import { type Shares, shares } from "./shares";
import { type Word, t } from "./words";

/** Where the reader is: `#family/17/2-5` is ["family", "17", "2-5"]. */
export type Route = string[];

export interface View {
  title: string;
  element: HTMLElement;
  /** What keys do while it is shown. */
  keys?: Record<string, () => void>;
  /** Called when it is in the page. */
  shown?(): void;
  close?(): void;
}

export interface FamilyFilter {
  kinds: Set<Kind>;
  words: string;
  unjudged: boolean;
  several: boolean;
  sort: SortBy;
  descending: boolean;
}

export type SortBy = "number" | "kind" | "docs" | "occurrences" | "symbols" | "identity" | "bits" | "chars" | "begins" | "verdict";

export class App {
  readonly filter: FamilyFilter = {
    kinds: new Set(KINDS),
    words: "",
    unjudged: false,
    several: false,
    sort: "chars",
    descending: true,
  };
  /** The families as the list shows them: j and k go through these. */
  listed: Family[];
  /** Families whose text holds the words looked for. */
  found: Set<Family> | null = null;
  docWords = "";
  mapTop = 40;
  mapKinds = new Set<Kind>(KINDS.filter((kind) => kind !== "formula"));
  reading = { cleaned: false, folded: true, normalised: false };
  private counted: Shares | null = null;

  constructor(
    readonly report: Report,
    readonly decisions: Decisions,
    readonly folder: Folder,
  ) {
    this.listed = report.families;
    decisions.listen(() => (this.counted = null));
  }

  get shares(): Shares {
    this.counted ??= shares(this.report, this.decisions);
    return this.counted;
  }
}

export function go(...route: (string | number)[]): void {
  location.hash = route.join("/");
}

export function link(route: (string | number)[], ...children: (string | Node)[]): HTMLAnchorElement {
  return h("a", { href: `#${route.join("/")}` }, ...children);
}

export function kindWord(kind: Kind): string {
  return t(kind);
}

export function chip(kind: Kind): HTMLElement {
  return h("span", { class: `chip k-${kind}`, title: t(`${kind}_about` as Word) }, swatch(kind), kindWord(kind));
}

export function swatch(kind: Kind): SVGElement {
  return svg("svg", { class: "swatch", width: 12, height: 12, "aria-hidden": true }, rect(0, 0, 12, 12, kind));
}

/** A filled rectangle in the colour and the pattern of a kind. */
export function rect(x: number | string, y: number, width: number | string, height: number, kind: Kind): SVGElement {
  const place = { x, y, width, height };
  return svg("g", { class: `k-${kind}` }, svg("rect", { ...place, fill: "var(--k)" }), svg("rect", { ...place, fill: `url(#p-${kind})` }));
}

/** The patterns that tell the kinds apart without colours; once in the page. */
export function patterns(): SVGElement {
  const line = (d: string): SVGElement => svg("path", { d, stroke: "var(--bg)", "stroke-width": 1.4, fill: "none" });
  const dot = (x: number, y: number, r: number): SVGElement => svg("circle", { cx: x, cy: y, r, fill: "var(--bg)" });
  const drawn: Record<Kind, SVGElement[]> = {
    loop: [line("M-1 5 5 -1 M1 7 7 1")],
    repeat: [line("M0 2H6")],
    copy: [],
    document: [dot(3, 3, 1.1)],
    boilerplate: [line("M2 0V6")],
    template: [line("M2 0V6 M0 4H6")],
    formula: [line("M-1 1 5 7 M1 -1 7 5")],
  };
  const pattern = (kind: Kind): SVGElement =>
    svg("pattern", { id: `p-${kind}`, width: 6, height: 6, patternUnits: "userSpaceOnUse" }, ...drawn[kind]);
  return svg("svg", { class: "hidden", width: 0, height: 0, "aria-hidden": true }, svg("defs", null, ...KINDS.map(pattern)));
}

export function verdictWord(verdict: Verdict): string {
  return t(`${verdict}_word` as Word);
}

const KEY: Record<Verdict, string> = { right: "r", wrong: "w", boundary: "b", excluded: "x" };

export function toggleVerdict(app: App, subject: Subject, verdict: Verdict): void {
  const now = app.decisions.of(subject).verdict;
  app.decisions.set(subject, { verdict: now === verdict ? null : verdict });
}

/** Keys that judge a subject. */
export function judgingKeys(app: App, subject: () => Subject | null): Record<string, () => void> {
  const judged = (verdict: Verdict): void => {
    const now = subject();
    if (now) toggleVerdict(app, now, verdict);
  };
  return Object.fromEntries(VERDICTS.map((verdict) => [KEY[verdict], () => judged(verdict)]));
}

/** Buttons and a note; they follow the decisions as long as they are in the page. */
export function judge(app: App, subject: Subject, label: string, verdicts: readonly Verdict[] = VERDICTS): HTMLElement {
  const buttons = verdicts.map((verdict) =>
    button(verdict === "excluded" ? t("exclude") : verdictWord(verdict), () => toggleVerdict(app, subject, verdict), {
      class: `verdict v-${verdict}`,
      title: KEY[verdict],
    }),
  );
  const note = h("input", {
    class: "note",
    type: "text",
    placeholder: t("note_hint"),
    "aria-label": `${t("note")}: ${label}`,
    onchange: (event: Event) => app.decisions.set(subject, { note: (event.target as HTMLInputElement).value.trim() }),
  });
  const show = (): void => {
    const decision = app.decisions.of(subject);
    buttons.forEach((b, i) => b.setAttribute("aria-pressed", String(decision.verdict === verdicts[i])));
    if (document.activeElement !== note) note.value = decision.note;
  };
  show();
  const element = h("div", { class: "judge", role: "group", "aria-label": label }, ...buttons, note);
  const stop = app.decisions.listen(() => (element.isConnected ? show() : stop()));
  return element;
}

/** Chips that choose kinds. */
export function kindFilter(chosen: Set<Kind>, present: readonly Kind[], changed: () => void): HTMLElement {
  const buttons = present.map((kind) =>
    h(
      "button",
      {
        type: "button",
        class: `chip k-${kind}`,
        "aria-pressed": String(chosen.has(kind)),
        title: t(`${kind}_about` as Word),
        onclick: (event: Event) => {
          // With all on, the first click shows one kind alone, as people expect of a filter.
          if (present.every((k) => chosen.has(k))) {
            for (const k of present) if (k !== kind) chosen.delete(k);
          } else if (chosen.has(kind)) chosen.delete(kind);
          else chosen.add(kind);
          if (chosen.size === 0) for (const k of present) chosen.add(k);
          const all = (event.currentTarget as Element).parentElement?.children ?? [];
          [...all].forEach((element, i) => element.setAttribute("aria-pressed", String(chosen.has(present[i]))));
          changed();
        },
      },
      swatch(kind),
      kindWord(kind),
    ),
  );
  return h("div", { class: "chips", role: "group", "aria-label": t("kind") }, ...buttons);
}

export function kindsPresent(report: Report): Kind[] {
  const present = new Set(report.findings.map((finding) => finding.kind));
  return KINDS.filter((kind) => present.has(kind));
}

export function docRoute(finding: Finding | { doc: Doc; start: number }): (string | number)[] {
  return ["document", finding.doc.number, finding.start];
}

export function noText(doc: Doc): HTMLElement {
  const why = doc.state === "changed" || doc.state === "missing" ? t(doc.state) : t("omitted");
  return h("p", { class: "absent" }, `${t("no_text")} (${why})`);
}
