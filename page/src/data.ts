// The data of the page: columns as they are embedded go in, documents, findings and families as objects come out.
// Texts are not here but in texts.ts: they are unpacked when they are looked at.

export const KINDS = ["loop", "repeat", "copy", "document", "boilerplate", "template", "formula"] as const;
export type Kind = (typeof KINDS)[number];

interface Columns {
  version: string;
  language: "en" | "zh";
  text_language: string | null;
  config: Record<string, unknown>;
  config_hash: string;
  inputs: string[];
  known: string[];
  summary: Summary;
  documents: {
    doc: string[];
    chars: number[];
    coverage: number[];
    near_duplicate_of: (number | null)[];
    relation: (RelationName | null)[];
    similarity: (number | null)[];
    document_family: (number | null)[];
    action: (string | null)[];
    state: State[];
    chunk: (number | null)[];
    text_hash: (string | null)[];
    within: Record<string, [number, number]>;
    numbers: Record<string, [number, number]>;
  };
  findings: {
    id: number[];
    doc: number[];
    start_char: number[];
    end_char: number[];
    start_byte: number[];
    end_byte: number[];
    kind: Kind[];
    family: number[];
    role: string[];
    symbols: number[];
    identity: number[];
    bits: (number | null)[];
    period: (number | null)[];
    copies: (number | null)[];
    span_hash: (string | null)[];
    holes: Record<string, { start_char: number; end_char: number }[]>;
    numbers: Record<string, [number, number]>;
    parallel: number[];
    pattern: Record<string, string>;
    evidence: Record<string, Record<string, string | number>>;
    begins: Record<string, string>;
  };
  marks: { doc: number[]; start_char: number[]; end_char: number[]; finding: number[]; action: string[] };
  related: [number | null, number | null, RelationName, number, [number, number]][];
  warnings: { doc: string; line?: number; skipped?: boolean; message: string }[];
  strangers: [string, string][];
  chunks: number;
  folds: Folds;
}

export interface Summary {
  documents: number;
  skipped: number;
  bytes: number;
  chars: number;
  symbols: number;
  families: number;
  findings: number;
  removed_chars: number;
  warnings: number;
}

export type RelationName = "equal" | "near" | "contained";

/** What a document is to another as a whole. */
export interface Relation {
  doc: Doc;
  other: Doc;
  relation: RelationName;
  similarity: number | null;
  /** Share of the first that stands in the second. */
  coverage: number;
  /** How many numbers of the first are others than those of the second, and how many it has, if that is why it stays. */
  numbers: [number, number] | null;
  /** Where in the second, if it is known. */
  within: Span | null;
  /** Whether the second is the canonical document of the first. */
  canonical: boolean;
}

/** What of a document's text is in the page. */
export type State = "whole" | "excerpts" | "omitted" | "changed" | "missing";

export interface Folds {
  dropped: string;
  letters: string;
  classes: string[];
  unfolds: [string, string][];
}

export interface Span {
  start: number;
  end: number;
}

export interface Mark extends Span {
  finding: Finding;
  remove: boolean;
}

export interface Finding extends Span {
  id: number;
  doc: Doc;
  family: Family;
  /** Place among the occurrences of its family, from 1; the canonical one is 1. */
  place: number;
  startByte: number;
  endByte: number;
  kind: Kind;
  original: boolean;
  symbols: number;
  identity: number;
  bits: number | null;
  period: number | null;
  copies: number | null;
  spanHash: string | null;
  holes: Span[];
  /** How many of its numbers are others, and how many it has, if that is why it stays. */
  numbers: [number, number] | null;
  /** Whether it is a parallel clause, or a loop of such. */
  parallel: boolean;
  pattern: string | null;
  evidence: Record<string, string | number> | null;
}

export interface Family {
  number: number;
  kind: Kind;
  /** The canonical occurrence first, then in the order of the documents. */
  members: Finding[];
  docs: number;
  symbols: number;
  identity: number;
  bits: number | null;
  /** Code points in all occurrences. */
  chars: number;
  begins: string;
}

export interface Doc {
  number: number;
  id: string;
  chars: number;
  coverage: number;
  near: Doc | null;
  relation: RelationName | null;
  similarity: number | null;
  /** Where it stands in the document that it is near. */
  within: Span | null;
  numbers: [number, number] | null;
  family: number | null;
  action: string | null;
  state: State;
  chunk: number | null;
  hash: string | null;
  findings: Finding[];
  marks: Mark[];
}

export interface Report {
  version: string;
  language: "en" | "zh";
  textLanguage: string | null;
  config: Record<string, unknown>;
  hash: string;
  inputs: string[];
  known: string[];
  summary: Summary;
  docs: Doc[];
  findings: Finding[];
  families: Family[];
  familyOf: Map<number, Family>;
  /** Documents and their canonical ones, then other pairs. */
  relations: Relation[];
  warnings: Columns["warnings"];
  strangers: [string, string][];
  chunks: number;
  folds: Folds;
}

/** The bytes of a packed piece: base64 of a zlib stream of JSON. */
export async function unpack<T>(packed: string): Promise<T> {
  const binary = atob(packed);
  const bytes = new Uint8Array(binary.length);
  for (let i = 0; i < binary.length; i++) bytes[i] = binary.charCodeAt(i);
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
  return (await new Response(stream).json()) as T;
}

export async function load(): Promise<Report> {
  // The packed data stay in the page, so that it can be saved from the browser as it is.
  return report(await unpack<Columns>(document.getElementById("data")?.textContent ?? ""));
}

function report(columns: Columns): Report {
  const docs = documents(columns);
  const { findings, families } = families_of(columns, docs);
  const byId = new Map(findings.map((finding) => [finding.id, finding]));
  const { marks } = columns;
  marks.doc.forEach((doc, i) => {
    const finding = byId.get(marks.finding[i]);
    if (finding) {
      docs[doc].marks.push({ start: marks.start_char[i], end: marks.end_char[i], finding, remove: marks.action[i] === "remove" });
    }
  });
  return {
    version: columns.version,
    language: columns.language,
    textLanguage: columns.text_language,
    config: columns.config,
    hash: columns.config_hash,
    inputs: columns.inputs,
    known: columns.known,
    summary: columns.summary,
    docs,
    findings,
    families,
    familyOf: new Map(families.map((family) => [family.number, family])),
    relations: relations(columns, docs),
    warnings: columns.warnings,
    strangers: columns.strangers,
    chunks: columns.chunks,
    folds: columns.folds,
  };
}

function relations(columns: Columns, docs: Doc[]): Relation[] {
  const families = docs.flatMap((doc): Relation[] => {
    const { near, relation, similarity, coverage, within, numbers } = doc;
    return near && relation ? [{ doc, other: near, relation, similarity, coverage: relation === "equal" ? 1 : coverage, within, numbers, canonical: true }] : [];
  });
  const others = columns.related.flatMap(([a, b, relation, similarity, [coverage, back]]): Relation[] => {
    if (a === null || b === null) return [];
    // The one that stands in the other is told first.
    const [doc, other] = relation === "contained" && back > coverage ? [docs[b], docs[a]] : [docs[a], docs[b]];
    return [{ doc, other, relation, similarity, coverage: Math.max(coverage, back), within: null, numbers: null, canonical: false }];
  });
  return [...families, ...others];
}

function documents(columns: Columns): Doc[] {
  const c = columns.documents;
  const docs: Doc[] = c.doc.map((id, number) => ({
    number,
    id,
    chars: c.chars[number],
    coverage: c.coverage[number],
    near: null,
    relation: c.relation[number],
    similarity: c.similarity[number],
    within: c.within[number] ? { start: c.within[number][0], end: c.within[number][1] } : null,
    numbers: c.numbers[number] ?? null,
    family: c.document_family[number],
    action: c.action[number],
    state: c.state[number],
    chunk: c.chunk[number],
    hash: c.text_hash[number],
    findings: [],
    marks: [],
  }));
  c.near_duplicate_of.forEach((near, number) => {
    if (near !== null) docs[number].near = docs[near];
  });
  return docs;
}

function families_of(columns: Columns, docs: Doc[]): { findings: Finding[]; families: Family[] } {
  const c = columns.findings;
  const families = new Map<number, Family>();
  const parallel = new Set(c.parallel);
  const findings = c.id.map((id, i): Finding => {
    let family = families.get(c.family[i]);
    if (!family) {
      family = {
        number: c.family[i],
        kind: c.kind[i],
        members: [],
        docs: 0,
        symbols: 0,
        identity: 1,
        bits: null,
        chars: 0,
        begins: "",
      };
      families.set(family.number, family);
    }
    const finding: Finding = {
      id,
      doc: docs[c.doc[i]],
      family,
      place: 0,
      start: c.start_char[i],
      end: c.end_char[i],
      startByte: c.start_byte[i],
      endByte: c.end_byte[i],
      kind: c.kind[i],
      original: c.role[i] === "original",
      symbols: c.symbols[i],
      identity: c.identity[i],
      bits: c.bits[i],
      period: c.period[i],
      copies: c.copies[i],
      spanHash: c.span_hash[i],
      holes: (c.holes[i] ?? []).map((hole) => ({ start: hole.start_char, end: hole.end_char })),
      numbers: c.numbers[i] ?? null,
      parallel: parallel.has(i),
      pattern: c.pattern[i] ?? null,
      evidence: c.evidence[i] ?? null,
    };
    if (c.begins[i]) family.begins = c.begins[i];
    family.members.push(finding);
    finding.doc.findings.push(finding);
    return finding;
  });
  for (const family of families.values()) complete(family);
  return { findings, families: [...families.values()].sort((a, b) => a.number - b.number) };
}

function complete(family: Family): void {
  family.members.sort((a, b) => Number(b.original) - Number(a.original) || a.id - b.id);
  family.members.forEach((member, i) => (member.place = i + 1));
  family.kind = family.members[0].kind;
  family.docs = new Set(family.members.map((member) => member.doc)).size;
  family.symbols = family.members[0].symbols;
  family.chars = family.members.reduce((sum, member) => sum + member.end - member.start, 0);
  const others = family.members.length > 1 ? family.members.slice(1) : family.members;
  family.identity = others.reduce((sum, member) => sum + member.identity, 0) / others.length;
  for (const { bits } of family.members) if (bits !== null) family.bits = Math.max(bits, family.bits ?? bits);
}
