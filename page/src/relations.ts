// Documents that are like another as wholes: what is said of two of them, with the way to their texts side by side.

import { link } from "./app";
import type { Doc, Relation, Report } from "./data";
import { h, oneLine } from "./dom";
import { count, percent, t } from "./words";

/** What a document is to another: equal, near, contained in it or containing it. */
export function relationOf(relation: Relation, doc: Doc): string {
  if (relation.relation === "equal") return t("equal");
  if (relation.relation === "near") return t("near_word");
  return relation.doc === doc ? t("contained") : t("contains");
}

/** What that goes by. */
function evidenceOf(relation: Relation, doc: Doc): string[] {
  const facts: string[] = [];
  if (relation.similarity !== null) facts.push(`${t("similarity")} ${relation.similarity.toFixed(2)}`);
  if (relation.relation === "contained") facts.push(`${t("coverage")} ${percent(relation.coverage)}`);
  if (relation.numbers) facts.push(t("other_numbers", ...relation.numbers.map(count)));
  if (relation.doc === doc && relation.canonical && doc.action === "drop") facts.push(t("dropped_whole"));
  return facts;
}

/** Both on one line. */
export function relationFacts(relation: Relation, doc: Doc): string {
  return [relationOf(relation, doc), ...evidenceOf(relation, doc)].join(" · ");
}

export function relationBetween(report: Report, a: Doc, b: Doc): Relation | undefined {
  return report.relations.find(({ doc, other }) => (doc === a && other === b) || (doc === b && other === a));
}

export function compareLink(a: Doc, b: Doc): HTMLAnchorElement {
  return link(["documents", `${a.number}-${b.number}`], t("side_by_side"));
}

/** A line about a relation as one of its documents sees it; `named` says that one's name, too. */
export function relationLine(relation: Relation, doc: Doc, named: boolean): HTMLElement {
  const other = relation.doc === doc ? relation.other : relation.doc;
  const facts = [...(named ? [relationOf(relation, doc)] : []), ...evidenceOf(relation, doc)];
  return h(
    "li",
    null,
    named ? [link(["document", doc.number], oneLine(doc.id)), " → "] : `${t("is_to", relationOf(relation, doc))} `,
    link(["document", other.number], oneLine(other.id)),
    h("span", { class: "muted" }, ` ${facts.join(" · ")} · `),
    compareLink(doc, other),
  );
}
