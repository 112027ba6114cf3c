// A text as the engine compares it: tokens, each with its place. A token is a Chinese character, a digit or a word; punctuation,
// white space and injected readings are none. Which characters are the same is in the data, for those that occur.

import type { Folds, Span } from "./data";

export interface Token {
  /** Places in the text, in units. */
  start: number;
  end: number;
  /** Equal for tokens that are the same to the engine. */
  key: string;
}

const HAN = /\p{Script=Han}/u;

export class Folder {
  private readonly dropped: Set<string>;
  private readonly letters: Set<string>;
  private readonly named = new Map<string, string>();

  constructor(folds: Folds) {
    this.dropped = new Set(folds.dropped);
    this.letters = new Set(folds.letters);
    for (const members of folds.classes) {
      const [name] = members;
      for (const member of members) this.named.set(member, name);
    }
    for (const [member, unfolded] of folds.unfolds) this.named.set(member, unfolded);
  }

  isDropped(char: string): boolean {
    return this.dropped.has(char);
  }

  /** The character as most of the texts write it. */
  usual(char: string): string {
    return this.named.get(char) ?? char;
  }

  /** Tokens of a text; `ignored` are places in it, in units, that are passed over. */
  tokens(text: string, ignored: Span[] = []): Token[] {
    const tokens: Token[] = [];
    let word: Token | null = null;
    let at = 0;
    let skip = 0;
    for (const char of text) {
      const start = at;
      at += char.length;
      while (skip < ignored.length && ignored[skip].end <= start) skip++;
      const passed = skip < ignored.length && ignored[skip].start <= start;
      if (passed || this.dropped.has(char)) {
        word = null;
        continue;
      }
      const key = this.named.get(char) ?? char;
      if (!this.letters.has(char)) {
        word = null;
        tokens.push({ start, end: at, key });
      } else if (word) {
        word.end = at;
        word.key += key;
      } else {
        word = { start, end: at, key };
        tokens.push(word);
      }
    }
    return tokens;
  }
}

/** How two texts of tokens that are the same to the engine differ. */
export function otherwise(a: string, b: string): "same" | "script" | "form" {
  if (a === b) return "same";
  return HAN.test(a) && HAN.test(b) ? "script" : "form";
}
