// Texts of documents: unpacked piece by piece when they are asked for. Positions outside this file are code points, as in the
// findings; `units` turns them into what JavaScript slices by.

import { type Doc, type Finding, type Span, unpack } from "./data";

interface Packed {
  doc: number;
  parts: [number, string][];
  ignored?: [number, number][];
}

/** A stretch of a document that is at hand. */
export class Part {
  readonly end: number;
  /** Positions, in code points from the part's start, of characters that take two units. */
  private readonly wide: number[] = [];

  constructor(
    readonly start: number,
    readonly text: string,
  ) {
    let points = 0;
    if (/[\ud800-\udbff]/.test(text)) {
      for (const char of text) {
        if (char.length > 1) this.wide.push(points);
        points++;
      }
    } else {
      points = text.length;
    }
    this.end = start + points;
  }

  /** Where a code point of the document stands in `text`. */
  unit(point: number): number {
    const at = Math.min(Math.max(point - this.start, 0), this.end - this.start);
    let before = 0;
    let high = this.wide.length;
    while (before < high) {
      const middle = (before + high) >> 1;
      if (this.wide[middle] < at) before = middle + 1;
      else high = middle;
    }
    return at + before;
  }

  slice(start: number, end: number): string {
    return this.text.slice(this.unit(start), this.unit(end));
  }
}

export class Text {
  constructor(
    readonly parts: Part[],
    /** Readings injected behind a character. */
    readonly ignored: Span[],
  ) {}

  /** The part that holds a position. */
  part(point: number): Part | undefined {
    return this.parts.find((part) => part.start <= point && point < part.end) ?? this.parts.find((part) => part.end === point);
  }

  slice(start: number, end: number): string | null {
    const part = this.part(start);
    return part && end <= part.end ? part.slice(start, end) : null;
  }
}

const pieces = new Map<number, Promise<Map<number, Text>>>();
const ready = new Map<number, Map<number, Text>>();

async function open(chunk: number): Promise<Map<number, Text>> {
  const element = document.getElementById(`text-${chunk}`);
  const packed = element ? (element.textContent ?? "") : await beside(chunk);
  const documents = await unpack<Packed[]>(packed);
  const texts = new Map(
    documents.map(({ doc, parts, ignored }) => [
      doc,
      new Text(
        parts.map(([start, text]) => new Part(start, text)),
        (ignored ?? []).map(([start, end]) => ({ start, end })),
      ),
    ]),
  );
  ready.set(chunk, texts);
  return texts;
}

interface TrustedTypes {
  createPolicy(name: string, rules: { createScriptURL: (url: string) => string }): { createScriptURL(url: string): string };
}

let policy: { createScriptURL(url: string): string } | null = null;
const waiting = new Map<number, (packed: string) => void>();

/** The packed bytes of a piece that lies beside the page. */
function beside(chunk: number): Promise<string> {
  const global = window as unknown as { dittograph?: (chunk: number, packed: string) => void; trustedTypes?: TrustedTypes };
  global.dittograph = (number, packed) => waiting.get(number)?.(packed);
  policy ??= global.trustedTypes?.createPolicy("dittograph", { createScriptURL: (url) => url }) ?? { createScriptURL: (url) => url };
  return new Promise((resolve, reject) => {
    waiting.set(chunk, resolve);
    const script = document.createElement("script");
    script.src = policy?.createScriptURL(`texts/${chunk}.js`) ?? "";
    script.onerror = () => reject(new Error(`texts/${chunk}.js`));
    document.head.append(script);
  });
}

function piece(chunk: number): Promise<Map<number, Text>> {
  let opened = pieces.get(chunk);
  if (!opened) {
    opened = open(chunk);
    pieces.set(chunk, opened);
  }
  return opened;
}

/** The text of a document; null if it is not in the page. */
export async function textOf(doc: Doc): Promise<Text | null> {
  if (doc.chunk === null) return null;
  return (await piece(doc.chunk)).get(doc.number) ?? null;
}

/** The same if it was unpacked before. */
export function textNow(doc: Doc): Text | null {
  return doc.chunk === null ? null : (ready.get(doc.chunk)?.get(doc.number) ?? null);
}

/** Unpacks all there is, for a search. */
export async function unpackAll(chunks: number): Promise<void> {
  for (let chunk = 0; chunk < chunks; chunk++) await piece(chunk);
}

/** An occurrence's passage; null if it is not in the page. */
export async function passage(finding: Finding): Promise<string | null> {
  return (await textOf(finding.doc))?.slice(finding.start, finding.end) ?? null;
}
