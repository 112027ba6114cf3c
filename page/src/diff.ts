// What differs between two runs of tokens: as few edits as can be (Levenshtein) where the table stays small, else between
// strings of eight that stand once in each and in one order, as `dittograph show` does it.

export interface Change {
  /** Tokens that only the first has. */
  a0: number;
  a1: number;
  /** Tokens that only the second has. */
  b0: number;
  b1: number;
}

/** Largest table, in cells. */
const CELLS = 6_000_000;
const LANDMARK = 8;

/** The changes from one to the other, ascending, never side by side. */
export function diff(first: string[], second: string[]): Change[] {
  const numbers = new Map<string, number>();
  const number = (key: string): number => {
    let known = numbers.get(key);
    if (known === undefined) numbers.set(key, (known = numbers.size));
    return known;
  };
  const a = Int32Array.from(first, number);
  const b = Int32Array.from(second, number);
  let head = 0;
  while (head < a.length && head < b.length && a[head] === b[head]) head++;
  let tail = 0;
  while (tail < a.length - head && tail < b.length - head && a[a.length - 1 - tail] === b[b.length - 1 - tail]) tail++;
  const changes: Change[] = [];
  between(a, b, { a0: head, a1: a.length - tail, b0: head, b1: b.length - tail }, changes);
  return changes;
}

/** Tokens that differ, on the side that has more. */
export function edits(changes: Change[]): number {
  return changes.reduce((sum, c) => sum + Math.max(c.a1 - c.a0, c.b1 - c.b0), 0);
}

function between(a: Int32Array, b: Int32Array, { a0, a1, b0, b1 }: Change, changes: Change[]): void {
  if ((a1 - a0 + 1) * (b1 - b0 + 1) <= CELLS) return walk(a, b, { a0, a1, b0, b1 }, changes);
  let i = a0;
  let j = b0;
  for (const [x, y] of [...landmarks(a, b, { a0, a1, b0, b1 }), [a1, b1]]) {
    const part = { a0: i, a1: x, b0: j, b1: y };
    if ((x - i + 1) * (y - j + 1) <= CELLS) walk(a, b, part, changes);
    else changes.push(part);
    i = x;
    j = y;
  }
}

function walk(a: Int32Array, b: Int32Array, { a0, a1, b0, b1 }: Change, changes: Change[]): void {
  const n = a1 - a0;
  const m = b1 - b0;
  if (n === 0 && m === 0) return;
  const columns = m + 1;
  // 0: both go on, 1: leave the first's out, 2: leave the second's out.
  const ways = new Uint8Array(columns * (n + 1)).fill(2, n * columns);
  let below = Int32Array.from({ length: columns }, (_, j) => m - j);
  let row = below.slice();
  for (let i = n - 1; i >= 0; i--) {
    row[m] = n - i;
    ways[i * columns + m] = 1;
    for (let j = m - 1; j >= 0; j--) {
      const both = below[j + 1] + (a[a0 + i] === b[b0 + j] ? 0 : 1);
      const lost = below[j] + 1;
      const added = row[j + 1] + 1;
      row[j] = Math.min(both, lost, added);
      ways[i * columns + j] = lost < both && lost <= added ? 1 : added < both && added < lost ? 2 : 0;
    }
    [below, row] = [row, below];
  }
  let i = 0;
  let j = 0;
  while (i < n || j < m) {
    const [x, y] = [i, j];
    while ((i < n || j < m) && (i === n || j === m || a[a0 + i] !== b[b0 + j])) {
      const way = ways[i * columns + j];
      if (way !== 2) i++;
      if (way !== 1) j++;
    }
    if (i !== x || j !== y) changes.push({ a0: a0 + x, a1: a0 + i, b0: b0 + y, b1: b0 + j });
    while (i < n && j < m && a[a0 + i] === b[b0 + j]) {
      i++;
      j++;
    }
  }
}

function landmarks(a: Int32Array, b: Int32Array, { a0, a1, b0, b1 }: Change): [number, number][] {
  const inA = once(a, a0, a1);
  const inB = once(b, b0, b1);
  const pairs: [number, number][] = [];
  for (const [string, i] of inA) {
    const j = inB.get(string);
    if (i >= 0 && j !== undefined && j >= 0) pairs.push([i, j]);
  }
  pairs.sort((x, y) => x[0] - y[0]);
  const ends: number[] = [];
  const before: number[] = [];
  pairs.forEach((pair, n) => {
    let low = 0;
    let high = ends.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (pairs[ends[middle]][1] < pair[1]) low = middle + 1;
      else high = middle;
    }
    before.push(low ? ends[low - 1] : -1);
    ends[low] = n;
  });
  const run: [number, number][] = [];
  for (let n = ends.at(-1) ?? -1; n >= 0; n = before[n]) run.push(pairs[n]);
  return run.reverse();
}

function once(text: Int32Array, from: number, to: number): Map<string, number> {
  const places = new Map<string, number>();
  for (let at = from; at + LANDMARK <= to; at++) {
    const string = text.subarray(at, at + LANDMARK).join();
    places.set(string, places.has(string) ? -1 : at);
  }
  return places;
}
