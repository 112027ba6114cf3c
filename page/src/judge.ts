// What was decided, to be looked through, saved as JSON lines and opened again.

import { type App, type View, chip, judge, link } from "./app";
import type { Subject } from "./decisions";
import { button, download, h, oneLine } from "./dom";
import { count, percent, t, textLanguage } from "./words";

export function decided(app: App): View {
  const element = h("div", { class: "page decisions" });
  const message = h("p", { role: "status" });
  const file = h("input", {
    type: "file",
    class: "hidden",
    accept: ".jsonl,.json,.txt",
    "aria-label": t("open_file"),
    onchange: async () => {
      const text = await file.files?.[0]?.text();
      if (text === undefined) return;
      const { taken, strange } = app.decisions.read(text);
      message.textContent = t("taken", taken, strange);
      file.value = "";
    },
  });
  const draw = (): void => {
    const all = app.decisions.list();
    const { shares } = app;
    const part = (chars: number): string => percent(chars / (shares.chars || 1));
    element.replaceChildren(
      h("h1", null, `${t("decisions")} `, h("span", { class: "muted" }, count(all.length))),
      h(
        "p",
        null,
        `${t("before_after")}: ${part(shares.duplicate)} ${t("stands_repeated")}, ${part(shares.removed)} ${t("to_remove")} `,
        h("span", { class: "muted" }, `(${t("as_scanned")}: ${part(app.report.summary.removed_chars)})`),
      ),
      h(
        "div",
        { class: "tools" },
        button(t("save"), () => download("decisions.jsonl", app.decisions.lines()), { disabled: all.length === 0, class: "main" }),
        button(t("open_file"), () => file.click()),
        button(t("clear"), () => confirm(t("clear_sure")) && app.decisions.clear(), { disabled: all.length === 0 }),
        file,
      ),
      message,
      h("p", { class: "muted" }, t("how_obeyed"), " ", h("code", null, "dittograph dedup --from findings.jsonl --decisions decisions.jsonl -o clean/")),
      all.length === 0
        ? h("p", { class: "nothing" }, t("no_decisions"))
        : h("ul", { class: "decided" }, ...all.map(({ subject }) => h("li", null, ...what(subject), judge(app, subject, t("verdict"))))),
    );
  };
  draw();
  let list = key(app);
  const stop = app.decisions.listen(() => {
    // Rows follow their own verdicts; the page is drawn anew only if there are others.
    if (key(app) !== list || !element.contains(document.activeElement)) {
      list = key(app);
      draw();
    }
  });
  return { title: t("decisions"), element, close: stop };
}

function key(app: App): string {
  return app.decisions.lines().replace(/"note".*/g, "");
}

function what(subject: Subject): (Node | string)[] {
  if ("kind" in subject) return [chip(subject.kind)];
  if ("doc" in subject) return [link(["document", subject.doc.number], oneLine(subject.doc.id))];
  const family = "family" in subject ? subject.family : subject.finding.family;
  const place = "finding" in subject ? ` · ${oneLine(subject.finding.doc.id)} ${t("chars_at", subject.finding.start, subject.finding.end)}` : "";
  return [
    chip(family.kind),
    link(["family", family.number], t("family", family.number) + place),
    h("span", { class: "begins muted", lang: textLanguage() }, family.begins),
  ];
}
