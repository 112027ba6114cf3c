// A document as a small upright picture: repeated stretches in the colours and patterns of their kinds, and where the window is.

import { rect } from "./app";
import type { Doc, Finding } from "./data";
import type { Block } from "./document";
import { svg } from "./dom";
import { stretches } from "./shares";
import { t } from "./words";

const WIDTH = 56;

export interface Minimap {
  element: SVGElement;
  draw(): void;
  close(): void;
}

export function minimap(doc: Doc, findings: Finding[], blocks: () => Block[], jump: (point: number) => void): Minimap {
  const height = (): number => Math.max(160, window.innerHeight - 90);
  const window_ = svg("rect", { class: "window", x: 0.5, width: WIDTH - 1, rx: 2 });
  const element = svg("svg", { role: "img", "aria-label": t("minimap"), width: WIDTH, preserveAspectRatio: "none" }, svg("title", null, t("minimap")));
  const draw = (): void => {
    const tall = height();
    const scale = tall / (doc.chars || 1);
    element.setAttribute("height", String(tall));
    element.setAttribute("viewBox", `0 0 ${WIDTH} ${tall}`);
    element.replaceChildren(
      svg("title", null, t("minimap")),
      svg("rect", { x: 0, y: 0, width: WIDTH, height: tall, class: "rest" }),
      ...stretches(findings).map(({ start, end, kinds }) => rect(8, start * scale, WIDTH - 16, Math.max((end - start) * scale, 1.5), kinds[0])),
      window_,
    );
    follow();
  };
  const follow = (): void => {
    const all = blocks();
    if (all.length === 0) return;
    const first = seen(all, 60);
    const last = seen(all, window.innerHeight);
    const scale = height() / (doc.chars || 1);
    window_.setAttribute("y", String(first * scale + 0.5));
    window_.setAttribute("height", String(Math.max((last - first) * scale - 1, 6)));
  };
  let asked = false;
  const scrolled = (): void => {
    if (asked) return;
    asked = true;
    requestAnimationFrame(() => {
      asked = false;
      follow();
    });
  };
  const at = (event: PointerEvent): void => {
    const box = element.getBoundingClientRect();
    jump(Math.round((Math.min(Math.max((event.clientY - box.top) / box.height, 0), 0.9999)) * doc.chars));
  };
  element.addEventListener("pointerdown", (event) => {
    at(event as PointerEvent);
    element.setPointerCapture((event as PointerEvent).pointerId);
  });
  element.addEventListener("pointermove", (event) => {
    if ((event as PointerEvent).buttons & 1) at(event as PointerEvent);
  });
  window.addEventListener("scroll", scrolled, { passive: true });
  window.addEventListener("resize", draw);
  return {
    element,
    draw,
    close: () => {
      window.removeEventListener("scroll", scrolled);
      window.removeEventListener("resize", draw);
    },
  };
}

/** The character of the document at a height of the window. */
function seen(blocks: Block[], y: number): number {
  let [low, high] = [0, blocks.length - 1];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (blocks[middle].element.getBoundingClientRect().top <= y) low = middle;
    else high = middle - 1;
  }
  const block = blocks[low];
  const box = block.element.getBoundingClientRect();
  const part = box.height ? Math.min(Math.max((y - box.top) / box.height, 0), 1) : 0;
  return block.start + part * (block.end - block.start);
}
