// Two occurrences of a family side by side, with what is known of each and with what stands around them.

import { type App, type View, chip, docRoute, go, judge, judgingKeys, kindWord, link } from "./app";
import type { Family } from "./data";
import { append, button, h, oneLine, replace } from "./dom";
import { facts, staying } from "./family";
import { type Occurrence, isLoop, passages } from "./occurrences";
import { type Sides, comparisonTools, legend, missing, sides } from "./sides";
import { textOf } from "./texts";
import { count, percent, t } from "./words";

const CONTEXT = 120;
const MORE = 600;

export function pair(app: App, shown: Family, place: string): View {
  const [one, two] = place.split("-").map(Number);
  const element = h("div", { class: "page pair" });
  let drawn: Sides | null = null;
  let context = CONTEXT;
  let alive = true;
  let last = 2;
  const step = (by: number): void => drawn?.step(by);
  const draw = async (): Promise<void> => {
    const all = await passages(app, shown, (place) => place === one || place === two);
    if (!alive) return;
    last = all.length;
    const left = all.find((passage) => passage.place === one) ?? all[0];
    const right = all.find((passage) => passage.place === two) ?? all[1] ?? all[0];
    const [leftText, rightText] = [await textOf(left.doc), await textOf(right.doc)];
    if (!alive) return;
    replace(element, head(app, shown, all, left, right, step));
    if (left.text === null || right.text === null) return element.append(missing([left, right]));
    drawn = sides(left, right, [leftText, rightText], context);
    append(element, [drawn.element, h("div", { class: "tools below" }, button(t("context"), () => ((context += MORE), void draw())))]);
    const status = element.querySelector(".difference-count");
    if (status) status.textContent = drawn.said;
  };
  void draw();
  const other = (by: number): void => {
    const next = two + by;
    if (next >= 1 && next <= last && next !== one) go("family", shown.number, `${one}-${next}`);
  };
  const neighbour = (by: number): void => {
    const next = app.listed[app.listed.indexOf(shown) + by];
    if (next) go("family", next.number);
  };
  return {
    title: `${t("family", shown.number)} ${place}`,
    element,
    keys: {
      n: () => step(1),
      p: () => step(-1),
      ArrowRight: () => other(1),
      ArrowLeft: () => other(-1),
      j: () => neighbour(1),
      k: () => neighbour(-1),
      u: () => go("family", shown.number),
      ...judgingKeys(app, () => ({ family: shown })),
    },
    close: () => (alive = false),
  };
}

function head(app: App, shown: Family, all: Occurrence[], left: Occurrence, right: Occurrence, step: (by: number) => void): HTMLElement {
  const loop = isLoop(shown);
  const name = (passage: Occurrence): string =>
    `${passage.place} · ${loop ? t("copy_number", passage.place) : oneLine(passage.doc.id)} ${count(passage.start)}–${count(passage.end)}`;
  const choice = (side: "left" | "right", chosen: Occurrence): HTMLElement => {
    const select = h("select", {
      "aria-label": t(side === "left" ? "choose_left" : "choose_right"),
      onchange: () => go("family", shown.number, side === "left" ? `${select.value}-${right.place}` : `${left.place}-${select.value}`),
    });
    for (const passage of all.slice(0, 500)) {
      const option = h("option", { value: passage.place }, name(passage));
      option.selected = passage === chosen;
      select.append(option);
    }
    return select;
  };
  const side = (passage: Occurrence, which: "left" | "right"): HTMLElement =>
    h(
      "div",
      { class: "side-head" },
      choice(which, passage),
      h(
        "p",
        { class: "muted" },
        link(docRoute({ doc: passage.doc, start: passage.start }), oneLine(passage.doc.id)),
        ` ${t("chars_at", count(passage.start), count(passage.end))}`,
        loop ? "" : ` · ${t("bytes_at", count(passage.finding.startByte), count(passage.finding.endByte))}`,
        passage.finding.original || loop ? "" : ` · ${[percent(passage.finding.identity), ...staying(passage.finding)].join(" · ")}`,
      ),
    );
  return h(
    "header",
    { class: "pair-head" },
    h(
      "div",
      { class: "panel-title" },
      chip(shown.kind),
      h("h1", null, link(["family", shown.number], t("family", shown.number)), ` ${left.place}–${right.place}`),
      h("span", { class: "muted facts" }, facts(shown)),
    ),
    h(
      "div",
      { class: "tools" },
      judge(app, { family: shown }, `${kindWord(shown.kind)}: ${t("judge_family")}`),
      ...comparisonTools(() => go("family", shown.number, `${right.place}-${left.place}`), step),
    ),
    legend(),
    h("div", { class: "side-heads" }, side(left, "left"), side(right, "right")),
  );
}
