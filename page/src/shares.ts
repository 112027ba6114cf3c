// How much of the corpus is repeated, by kind and by document, with what the reader excluded left out. Everything is counted
// from the spans again, in code points; formulas are counted by themselves and not as duplicates, as in the findings file.

import { type Doc, type Finding, KINDS, type Kind, type Report, type Span } from "./data";
import type { Decisions } from "./decisions";

export interface KindShare {
  families: number;
  findings: number;
  /** Code points inside its findings, each once. */
  chars: number;
  /** The same without what a kind before it in the order covers: the parts of a whole. */
  alone: number;
  removed: number;
}

export interface Shares {
  chars: number;
  duplicate: number;
  removed: number;
  kinds: Record<Kind, KindShare>;
  docs: { duplicate: number; removed: number }[];
}

/** A stretch of a document and the kinds whose findings cover it. */
interface Stretch extends Span {
  kinds: Kind[];
}

/** The document cut where findings begin and end; only covered stretches. */
export function stretches(findings: Finding[]): Stretch[] {
  const events: [number, number, number][] = [];
  for (const finding of findings) {
    const kind = KINDS.indexOf(finding.kind);
    events.push([finding.start, 1, kind], [finding.end, -1, kind]);
  }
  events.sort((a, b) => a[0] - b[0]);
  const open = KINDS.map(() => 0);
  const all: Stretch[] = [];
  events.forEach(([at, step, kind], i) => {
    open[kind] += step;
    const next = events[i + 1];
    if (next && next[0] > at && open.some((count) => count > 0)) {
      all.push({ start: at, end: next[0], kinds: KINDS.filter((_, k) => open[k] > 0) });
    }
  });
  return all;
}

export function shares(report: Report, decisions: Decisions): Shares {
  const kinds = Object.fromEntries(
    KINDS.map((kind) => [kind, { families: 0, findings: 0, chars: 0, alone: 0, removed: 0 }]),
  ) as Record<Kind, KindShare>;
  const families = new Set<string>();
  for (const finding of report.findings) {
    if (decisions.excluded(finding)) continue;
    const kind = kinds[finding.kind];
    kind.findings++;
    const key = `${finding.kind}:${finding.family.number}`;
    if (!families.has(key)) {
      families.add(key);
      kind.families++;
    }
  }
  const docs = report.docs.map((doc) => ofDocument(doc, decisions, kinds));
  const sum = (of: "duplicate" | "removed"): number => docs.reduce((total, doc) => total + doc[of], 0);
  const chars = report.docs.reduce((total, doc) => total + doc.chars, 0);
  return { chars, duplicate: sum("duplicate"), removed: sum("removed"), kinds, docs };
}

function ofDocument(doc: Doc, decisions: Decisions, kinds: Record<Kind, KindShare>): { duplicate: number; removed: number } {
  let [duplicate, removed] = [0, 0];
  for (const stretch of stretches(doc.findings.filter((finding) => !decisions.excluded(finding)))) {
    const length = stretch.end - stretch.start;
    for (const kind of stretch.kinds) kinds[kind].chars += length;
    kinds[stretch.kinds[0]].alone += length;
    if (stretch.kinds.some((kind) => kind !== "formula")) duplicate += length;
  }
  for (const mark of doc.marks) {
    if (!mark.remove || decisions.excluded(mark.finding)) continue;
    removed += mark.end - mark.start;
    kinds[mark.finding.kind].removed += mark.end - mark.start;
  }
  return { duplicate, removed };
}
