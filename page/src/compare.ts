// Two passages compared: tokens of both, what differs, and the stretches of text that views show.

import type { Doc, Span } from "./data";
import { type Change, diff } from "./diff";
import { type Folder, type Token, otherwise } from "./fold";
import type { Text } from "./texts";

/** A passage that can be compared: an occurrence of a family, one copy of a loop, a document. */
export interface Passage {
  /** Place among those it is compared with, from 1. */
  place: number;
  doc: Doc;
  start: number;
  end: number;
  text: string | null;
  tokens: Token[];
  /** The last copy of a loop, which ends before its unit does. */
  cut?: boolean;
}

/** How a stretch of text stands to the other side. */
export type Style = "same" | "script" | "gap" | "lost" | "new" | "other";

export interface Stretch {
  style: Style;
  text: string;
  /** What stands there on the other side, where that is another. */
  instead?: string;
}

export function passageOf(folder: Folder, doc: Doc, place: number, span: Span, text: Text | null): Passage {
  const part = text?.part(span.start);
  const whole = part && span.end <= part.end ? part.slice(span.start, span.end) : null;
  const ignored: Span[] = [];
  if (part && whole !== null) {
    const from = part.unit(span.start);
    for (const { start, end } of text?.ignored ?? []) {
      if (start >= span.start && end <= span.end) ignored.push({ start: part.unit(start) - from, end: part.unit(end) - from });
    }
  }
  return { place, doc, start: span.start, end: span.end, text: whole, tokens: whole === null ? [] : folder.tokens(whole, ignored) };
}

export function changesOf(a: Passage, b: Passage): Change[] {
  const keys = (passage: Passage): string[] => passage.tokens.map((token) => token.key);
  return diff(keys(a), keys(b));
}

/** The same without what a copy that is cut off lacks at its end. */
export function changesWithin(a: Passage, b: Passage): Change[] {
  const changes = changesOf(a, b);
  const last = changes.at(-1);
  if (b.cut && last && last.a1 === a.tokens.length && last.b0 === last.b1) changes.pop();
  return changes;
}

export function tokenText(passage: Passage, token: Token): string {
  return (passage.text ?? "").slice(token.start, token.end);
}

/** The text from the first to the last of some tokens; empty where there are none. */
export function textOfTokens(passage: Passage, from: number, to: number): string {
  const [first, last] = [passage.tokens[from], passage.tokens[to - 1]];
  return to > from && first && last ? (passage.text ?? "").slice(first.start, last.end) : "";
}

/** Tokens that are the same and written otherwise. */
export function otherwiseCount(a: Passage, b: Passage, changes: Change[]): number {
  let all = 0;
  eachEqual(a, b, changes, (i, j) => {
    if (otherwise(tokenText(a, a.tokens[i]), tokenText(b, b.tokens[j])) !== "same") all++;
  });
  return all;
}

/** Where a stretch of the first stands in the second. */
export function across(changes: Change[], a0: number, a1: number): [number, number] {
  const at = (a: number, end: boolean): number => {
    let shift = 0;
    for (const change of changes) {
      if (change.a0 > a || (change.a0 === a && !end)) break;
      if (a < change.a1 || (a === change.a1 && !end && change.a1 > change.a0)) {
        if (a < change.a1) return end ? change.b1 : change.b0;
      }
      shift = change.b1 - change.a1;
    }
    return a + shift;
  };
  const [b0, b1] = [at(a0, false), at(a1, true)];
  return [b0, Math.max(b0, b1)];
}

const DIGIT = /^\p{N}$/u;

/** Changes grown to whole numbers: 2023 → 2024 and not 3 → 4. */
export function wholeNumbers(a: Passage, b: Passage, changes: Change[]): Change[] {
  const digit = (passage: Passage, i: number): boolean => DIGIT.test(passage.tokens[i]?.key ?? "");
  const joined = (passage: Passage, i: number): boolean => passage.tokens[i - 1]?.end === passage.tokens[i]?.start;
  const grown: Change[] = [];
  for (const change of changes) {
    let { a0, a1, b0, b1 } = change;
    const numbers = digit(a, a0) || digit(a, a1 - 1) || digit(b, b0) || digit(b, b1 - 1);
    if (numbers) {
      while (a0 > 0 && b0 > 0 && digit(a, a0 - 1) && digit(b, b0 - 1) && (joined(a, a0) || joined(b, b0))) {
        a0--;
        b0--;
      }
      while (digit(a, a1) && digit(b, b1) && (joined(a, a1) || joined(b, b1))) {
        a1++;
        b1++;
      }
    }
    const last = grown.at(-1);
    if (last && last.a1 >= a0 && last.b1 >= b0) {
      last.a1 = Math.max(last.a1, a1);
      last.b1 = Math.max(last.b1, b1);
    } else grown.push({ a0, a1, b0, b1 });
  }
  return grown;
}

export function eachEqual(a: Passage, b: Passage, changes: Change[], visit: (i: number, j: number) => void): void {
  let [i, j] = [0, 0];
  for (const change of [...changes, { a0: a.tokens.length, a1: 0, b0: b.tokens.length, b1: 0 }]) {
    while (i < change.a0 && j < change.b0) visit(i++, j++);
    [i, j] = [change.a1, change.b1];
  }
}

/** `passage` with what the first lacks marked, and in their places what only the first has. */
export function inline(first: Passage, passage: Passage, changes: Change[]): Stretch[] {
  const stretches: Stretch[] = [];
  const text = passage.text ?? "";
  const push = (style: Style, part: string, instead?: string): void => {
    if (!part) return;
    const last = stretches.at(-1);
    if (last && last.style === style && (style === "same" || style === "gap")) last.text += part;
    else stretches.push({ style, text: part, instead });
  };
  let [i, j, at] = [0, 0, 0];
  for (const change of [...changes, { a0: first.tokens.length, a1: first.tokens.length, b0: passage.tokens.length, b1: passage.tokens.length }]) {
    while (i < change.a0 && j < change.b0) {
      const token = passage.tokens[j];
      const here = tokenText(passage, token);
      const there = tokenText(first, first.tokens[i]);
      push("same", text.slice(at, token.start));
      if (otherwise(there, here) === "same") push("same", here);
      else push("script", here, there);
      at = token.end;
      i++;
      j++;
    }
    const lost = textOfTokens(first, change.a0, change.a1);
    const begin = passage.tokens[change.b0]?.start ?? text.length;
    push("same", text.slice(at, change.b1 > change.b0 ? begin : at));
    at = Math.max(at, change.b1 > change.b0 ? begin : at);
    push("lost", lost);
    const added = textOfTokens(passage, change.b0, change.b1);
    push("new", added);
    at = Math.max(at, passage.tokens[change.b1 - 1]?.end ?? 0);
    [i, j] = [change.a1, change.b1];
  }
  push("same", text.slice(at));
  return stretches;
}
