// What the reader decides about findings, families, kinds and documents: kept in the browser where it lets us, saved as the
// JSON lines that `dedup --decisions` obeys.

import { type Doc, type Family, type Finding, KINDS, type Kind, type Report } from "./data";

export type Verdict = "right" | "wrong" | "boundary" | "excluded";
export const VERDICTS: readonly Verdict[] = ["right", "wrong", "boundary", "excluded"];

export interface Decision {
  verdict: Verdict | null;
  note: string;
}

export type Subject = { finding: Finding } | { family: Family } | { kind: Kind } | { doc: Doc };

function keyOf(subject: Subject): string {
  if ("finding" in subject) return `finding:${subject.finding.id}`;
  if ("family" in subject) return `family:${subject.family.number}`;
  if ("kind" in subject) return `kind:${subject.kind}`;
  return `doc:${subject.doc.id}`;
}

/** Where a finding stands, so that it is found again in another run. */
function placeOf(finding: Finding): Record<string, unknown> {
  const { doc, start, end, kind, spanHash } = finding;
  return { doc: doc.id, start_char: start, end_char: end, kind, span_hash: spanHash ?? undefined, text_hash: doc.hash ?? undefined };
}

export class Decisions {
  private readonly all = new Map<string, Decision>();
  private readonly listeners = new Set<() => void>();
  private readonly place: string;

  constructor(private readonly report: Report) {
    this.place = `dittograph:${report.hash}:${report.summary.chars}:${report.summary.findings}`;
    try {
      const kept = JSON.parse(localStorage.getItem(this.place) ?? "[]") as [string, Decision][];
      for (const [key, decision] of kept) this.all.set(key, decision);
    } catch {
      // A browser that keeps nothing for this page: decisions live as long as it is open.
    }
  }

  get size(): number {
    return this.all.size;
  }

  of(subject: Subject): Decision {
    return this.all.get(keyOf(subject)) ?? { verdict: null, note: "" };
  }

  set(subject: Subject, change: Partial<Decision>): void {
    const decision = { ...this.of(subject), ...change };
    if (decision.verdict || decision.note) this.all.set(keyOf(subject), decision);
    else this.all.delete(keyOf(subject));
    this.changed();
  }

  clear(): void {
    this.all.clear();
    this.changed();
  }

  private changed(): void {
    try {
      localStorage.setItem(this.place, JSON.stringify([...this.all]));
    } catch {
      // As above.
    }
    for (const listener of [...this.listeners]) listener();
  }

  /** Calls back after every change until the returned function is called. */
  listen(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Whether a document counts no more, as a whole. */
  spares(doc: Doc): boolean {
    return this.says(`doc:${doc.id}`);
  }

  private says(key: string): boolean {
    const verdict = this.all.get(key)?.verdict;
    return verdict === "wrong" || verdict === "excluded";
  }

  /** Whether a finding counts no more: it, its family, its kind or its document was called wrong or excluded. */
  excluded(finding: Finding): boolean {
    if (this.all.size === 0) return false;
    return (
      this.says(`finding:${finding.id}`) ||
      this.says(`family:${finding.family.number}`) ||
      this.says(`kind:${finding.kind}`) ||
      this.says(`doc:${finding.doc.id}`)
    );
  }

  /** All of them, kinds first, then documents, families and findings. */
  list(): { subject: Subject; decision: Decision }[] {
    const { report } = this;
    const subjects: Subject[] = [
      ...KINDS.map((kind) => ({ kind })),
      ...report.docs.map((doc) => ({ doc })),
      ...report.families.map((family) => ({ family })),
      ...report.findings.map((finding) => ({ finding })),
    ];
    return subjects.filter((subject) => this.all.has(keyOf(subject))).map((subject) => ({ subject, decision: this.of(subject) }));
  }

  /** As JSON lines. */
  lines(): string {
    return this.list()
      .map(({ subject, decision }) => {
        const line: Record<string, unknown> = {};
        if ("finding" in subject) Object.assign(line, { finding: subject.finding.id, ...placeOf(subject.finding) });
        else if ("family" in subject) Object.assign(line, { family: subject.family.number, ...placeOf(subject.family.members[0]) });
        else if ("kind" in subject) line.kind = subject.kind;
        else line.doc = subject.doc.id;
        if (decision.verdict) line.verdict = decision.verdict;
        if (decision.note) line.note = decision.note;
        return `${JSON.stringify(line)}\n`;
      })
      .join("");
  }

  /** Takes over what was saved. Output: lines taken, lines that say nothing of this report. */
  read(text: string): { taken: number; strange: number } {
    const { report } = this;
    const findings = new Map(report.findings.map((finding) => [finding.id, finding]));
    const docs = new Map(report.docs.map((doc) => [doc.id, doc]));
    let [taken, strange] = [0, 0];
    for (const line of text.split("\n").filter((line) => line.trim())) {
      const subject = subjectOf(line);
      if (subject) {
        const { key, decision } = subject;
        this.all.set(key, decision);
        taken++;
      } else strange++;
    }
    this.changed();
    return { taken, strange };

    /** The finding, if it stands where the line says. */
    function at(finding: Finding | undefined, said: Record<string, unknown>): Finding | null {
      if (!finding) return null;
      const moved = "start_char" in said && (said.doc !== finding.doc.id || said.start_char !== finding.start || said.end_char !== finding.end);
      return moved ? null : finding;
    }

    function subjectOf(line: string): { key: string; decision: Decision } | null {
      let said: Record<string, unknown>;
      try {
        said = JSON.parse(line) as Record<string, unknown>;
      } catch {
        return null;
      }
      if (said === null || typeof said !== "object") return null;
      const finding = at(findings.get(said.finding as number), said);
      const family = report.familyOf.get(said.family as number);
      const kind = KINDS.find((kind) => kind === said.kind);
      const doc = docs.get(said.doc as string);
      // A line with a number is about that or about nothing: what else it says only tells where that stands.
      const subject: Subject | null | undefined =
        "finding" in said
          ? finding && { finding }
          : "family" in said
            ? family && at(family.members[0], said) && { family }
            : kind && !("start_char" in said)
              ? { kind }
              : doc && !("start_char" in said)
                ? { doc }
                : null;
      const kept = said.action === "keep" ? "excluded" : undefined;
      const verdict = VERDICTS.find((verdict) => verdict === (said.verdict ?? kept)) ?? null;
      const note = typeof said.note === "string" ? said.note : "";
      return subject && (verdict || note) ? { key: keyOf(subject), decision: { verdict, note } } : null;
    }
  }
}
