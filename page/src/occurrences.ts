// What of a family is laid side by side: its occurrences, or the copies of a loop.

import type { App } from "./app";
import { type Passage, passageOf } from "./compare";
import type { Family, Finding } from "./data";
import type { Token } from "./fold";
import { textOf } from "./texts";

/** What of a family is compared, and the finding it is or is a copy of. */
export interface Occurrence extends Passage {
  finding: Finding;
}

/** Symbols of a loop's unit from which its copies are told apart. */
const UNIT = 2;
/** Symbols at which the beginnings of copies are compared where a loop drifts. */
const LOOKED_AT = 12;

/** Whether a family is one loop, so that its copies are what is compared. */
export function isLoop(family: Family): boolean {
  return family.members.length === 1 && family.members[0].period !== null;
}

/**
 * The canonical one first. Loops give their copies, if the text is at hand. Of occurrences that are not `wanted` only the place is
 * given, so that a family that stands in a thousand documents does not unpack them all.
 */
export async function passages(app: App, family: Family, wanted: (place: number) => boolean): Promise<Occurrence[]> {
  const [first] = family.members;
  if (isLoop(family)) {
    const text = await textOf(first.doc);
    const whole = { ...passageOf(app.folder, first.doc, 1, first, text), finding: first };
    const copies = whole.text === null ? [] : copiesOf(app, first, whole);
    if (copies.length > 1) return copies;
    return [whole];
  }
  const all: Occurrence[] = [];
  for (const member of family.members) {
    const text = wanted(member.place) ? await textOf(member.doc) : null;
    all.push({ ...passageOf(app.folder, member.doc, member.place, member, text), finding: member });
  }
  return all;
}

/** A loop cut into its copies; one passage where its unit is too short. */
function copiesOf(app: App, finding: Finding, whole: Occurrence): Occurrence[] {
  const period = finding.period ?? 0;
  const text = whole.text ?? "";
  const points = [...text];
  // Runs of punctuation have no tokens: their unit is counted in characters.
  const bare = whole.tokens.length < period;
  const cuts: number[] = [];
  if (period < UNIT) return [whole];
  if (bare) for (let at = 0; at < points.length; at += period) cuts.push(points.slice(0, at).join("").length);
  else for (const token of starts(whole.tokens, period, finding.identity >= 1)) cuts.push(token === 0 ? 0 : whole.tokens[token].start);
  const before = (unit: number): number => finding.start + [...text.slice(0, unit)].length;
  return cuts.map((cut, i) => {
    const part = text.slice(cut, cuts[i + 1] ?? text.length);
    const start = before(cut);
    const tokens = app.folder.tokens(part);
    return { place: i + 1, doc: finding.doc, finding, start, end: start + [...part].length, text: part, tokens, cut: i === cuts.length - 1 && tokens.length < period };
  });
}

/** The tokens at which copies begin: a period apart, or near it where the copies drift. */
function starts(tokens: Token[], period: number, exact: boolean): number[] {
  const all = [0];
  const drift = exact ? 0 : Math.max(2, Math.round(period * 0.12));
  for (let at = period; at < tokens.length; at = all[all.length - 1] + period) {
    let best = at;
    let most = -1;
    for (let step = 0; step <= 2 * drift; step++) {
      const place = at + (step % 2 ? (step + 1) / 2 : -step / 2);
      if (place <= all[all.length - 1] || place >= tokens.length) continue;
      let equal = 0;
      for (let i = 0; i < LOOKED_AT && i < period; i++) if (tokens[place + i]?.key === tokens[i].key) equal++;
      if (equal > most) [most, best] = [equal, place];
    }
    if (best <= all[all.length - 1]) break;
    all.push(best);
  }
  return all;
}
