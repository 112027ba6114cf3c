// Two documents side by side as wholes; of one that stands in a longer one, with the stretch of that in which it stands.

import { type App, type View, chip, go, judge, link } from "./app";
import { type Passage, passageOf } from "./compare";
import type { Doc, Relation, Span } from "./data";
import { button, h, oneLine, replace } from "./dom";
import { relationBetween, relationFacts } from "./relations";
import { type Sides, comparisonTools, legend, missing, sides } from "./sides";
import { textOf } from "./texts";
import { count, t } from "./words";

const CONTEXT = 240;
const MORE = 1200;

export function wholes(app: App, left: Doc, right: Doc): View {
  const relation = relationBetween(app.report, left, right);
  const element = h("div", { class: "page pair" });
  let drawn: Sides | null = null;
  let context = CONTEXT;
  let alive = true;
  const step = (by: number): void => drawn?.step(by);
  const draw = async (): Promise<void> => {
    const texts = await Promise.all([textOf(left), textOf(right)]);
    if (!alive) return;
    const passages = [left, right].map((doc, i) => passageOf(app.folder, doc, i + 1, stretchOf(doc, relation), texts[i])) as [Passage, Passage];
    replace(element, head(app, passages, relation, step));
    if (passages.some((passage) => passage.text === null)) return element.append(missing(passages));
    drawn = sides(...passages, texts, context);
    element.append(drawn.element);
    const partly = passages.some(({ doc, start, end }) => start > 0 || end < doc.chars);
    if (partly) element.append(h("div", { class: "tools below" }, button(t("context"), () => ((context += MORE), void draw()))));
    const status = element.querySelector(".difference-count");
    if (status) status.textContent = drawn.said;
  };
  void draw();
  const neighbour = (by: number): void => {
    const { relations } = app.report;
    const next = relations[relation ? relations.indexOf(relation) + by : 0];
    if (next) go("documents", `${next.doc.number}-${next.other.number}`);
  };
  return {
    title: `${oneLine(left.id)} ↔ ${oneLine(right.id)}`,
    element,
    keys: {
      n: () => step(1),
      p: () => step(-1),
      j: () => neighbour(1),
      k: () => neighbour(-1),
      u: () => go("documents"),
    },
    close: () => (alive = false),
  };
}

/** What of a document is compared. */
function stretchOf(doc: Doc, relation: Relation | undefined): Span {
  const within = relation?.relation === "contained" && relation.other === doc ? relation.within : null;
  return within ?? { start: 0, end: doc.chars };
}

function head(app: App, [left, right]: [Passage, Passage], relation: Relation | undefined, step: (by: number) => void): HTMLElement {
  const side = ({ doc, start, end }: Passage): HTMLElement =>
    h(
      "div",
      { class: "side-head" },
      h("p", null, h("b", null, link(["document", doc.number], oneLine(doc.id))), h("span", { class: "muted" }, ` ${t("chars_at", count(start), count(end))} / ${count(doc.chars)}`)),
      judge(app, { doc }, `${t("documents")}: ${oneLine(doc.id)}`, ["excluded"]),
    );
  return h(
    "header",
    { class: "pair-head" },
    h(
      "div",
      { class: "panel-title" },
      chip("document"),
      h("h1", null, t("two_documents")),
      relation ? h("span", { class: "muted facts" }, relationFacts(relation, left.doc)) : null,
    ),
    h("div", { class: "tools" }, ...comparisonTools(() => go("documents", `${right.doc.number}-${left.doc.number}`), step)),
    legend(),
    h("div", { class: "side-heads" }, side(left), side(right)),
  );
}
