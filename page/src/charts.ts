// Charts as SVG: numbers and labels go in, a picture with a text for those who don't see it comes out.

import type { Kind } from "./data";
import { h, svg } from "./dom";
import { rect } from "./app";
import { count } from "./words";

export interface Column {
  label: string;
  value: number;
}

/** Columns from which numbers and labels are shortened. */
const CROWDED = 8;

/** Upright columns with their values above. */
export function columns(title: string, data: Column[], note = ""): HTMLElement {
  const [width, height, foot, head] = [360, 170, 22, 16];
  const most = Math.max(1, ...data.map((column) => column.value));
  const step = width / data.length;
  const bars = data.flatMap(({ label, value }, i) => {
    const tall = value === 0 ? 0 : Math.max(2, ((height - foot - head) * value) / most);
    const middle = step * (i + 0.5);
    return [
      svg("rect", { x: step * i + step * 0.14, y: height - foot - tall, width: step * 0.72, height: tall, rx: 1.5, class: "column" }),
      svg("text", { x: middle, y: height - foot - tall - 4, class: value ? "value" : "value none" }, data.length > CROWDED ? short(value) : count(value)),
      svg("text", { x: middle, y: height - 7, class: "tick" }, data.length > CROWDED ? label.replace(/–.*/, "–") : label),
    ];
  });
  const spoken = `${title}: ${data.map(({ label, value }) => `${label}: ${count(value)}`).join("; ")}`;
  return h(
    "figure",
    { class: "chart" },
    h("figcaption", null, title, note && h("span", { class: "muted" }, ` ${note}`)),
    svg(
      "svg",
      { viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": spoken },
      svg("line", { x1: 0, x2: width, y1: height - foot, y2: height - foot, class: "axis" }),
      ...bars,
    ),
  );
}

export interface Piece {
  kind: Kind | null;
  value: number;
  label: string;
}

/** One bar of parts of a whole. */
export function whole(label: string, pieces: Piece[]): SVGElement {
  const height = 26;
  const total = pieces.reduce((sum, piece) => sum + piece.value, 0) || 1;
  let x = 0;
  const drawn = pieces.map((piece) => {
    const wide = (100 * piece.value) / total;
    const part = piece.kind ? rect(`${x}%`, 0, `${wide}%`, height, piece.kind) : svg("rect", { x: `${x}%`, y: 0, width: `${wide}%`, height, class: "rest" });
    part.append(svg("title", null, piece.label));
    x += wide;
    if (wide > 0.3) part.append(svg("line", { x1: `${x}%`, x2: `${x}%`, y1: 0, y2: height, class: "between" }));
    return part;
  });
  return svg("svg", { class: "whole", role: "img", "aria-label": label }, ...drawn);
}

/** Counts in classes that double: 2, 3–4, 5–8 … */
export function classes(values: number[], from: number): Column[] {
  if (values.length === 0) return [];
  const most = values.reduce((most, value) => Math.max(most, value), from);
  const data: Column[] = [];
  let low = from;
  let high = from;
  while (low <= most) {
    const [a, b] = [low, high];
    data.push({ label: a === b ? count(a) : `${short(a)}–${short(b)}`, value: values.filter((v) => v >= a && v <= b).length });
    low = high + 1;
    high = high * 2;
  }
  return data;
}

function short(number: number): string {
  if (number >= 10_000) return `${Math.round(number / 1000)}k`;
  return number >= 1000 && number % 1000 !== 0 ? `${(number / 1000).toFixed(1)}k` : String(number);
}
