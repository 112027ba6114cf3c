// The page: unpacks the report, draws the frame, and shows the view that the address names.

import { App, type Route, type View, go, patterns } from "./app";
import { load } from "./data";
import { Decisions } from "./decisions";
import { button, h, replace } from "./dom";
import { documents } from "./documents";
import { documentView } from "./document";
import { families, select } from "./families";
import { family } from "./family";
import { Folder } from "./fold";
import { help } from "./help";
import { decided } from "./judge";
import { map } from "./map";
import { overview } from "./overview";
import { pair } from "./pair";
import { wholes } from "./whole";
import { count, speak, spoken, t, textsAre } from "./words";

const PARTS = ["overview", "map", "families", "documents", "decisions"] as const;
type Part = (typeof PARTS)[number];

/** Which part of the report a view belongs to. */
const PART_OF: Record<string, Part> = { family: "families", document: "documents" };

function kept(name: string): string | null {
  try {
    return localStorage.getItem(`dittograph:${name}`);
  } catch {
    return null;
  }
}

function keep(name: string, value: string): void {
  try {
    localStorage.setItem(`dittograph:${name}`, value);
  } catch {
    // A browser that keeps nothing for this page.
  }
}

class Frame {
  private view: View | null = null;
  private readonly main = h("main", { id: "main", tabindex: -1 });
  private readonly header = h("header", { class: "top" });
  private readonly root: HTMLElement;
  private readonly said = h("div", { class: "hidden", role: "status" });
  private drawn: Route = [];

  constructor(private readonly app: App) {
    this.root = document.getElementById("app") ?? document.body;
    const skip = h("a", { class: "skip", href: "#main", onclick: (e: Event) => (e.preventDefault(), this.main.focus()) }, t("skip"));
    replace(this.root, skip, patterns() as unknown as HTMLElement, this.header, this.main, this.said);
    this.top();
    window.addEventListener("hashchange", () => this.show());
    document.addEventListener("keydown", (event) => this.key(event));
    app.decisions.listen(() => this.top());
    this.show();
  }

  private get route(): Route {
    const route = location.hash.slice(1).split("/").filter(Boolean);
    return route.length ? route : ["overview"];
  }

  /** The bar at the top. */
  private top(): void {
    const part = PART_OF[this.route[0]] ?? this.route[0];
    const item = (name: Part): HTMLElement => {
      const size = name === "decisions" && this.app.decisions.size ? ` ${count(this.app.decisions.size)}` : "";
      return h("a", { href: `#${name}`, "aria-current": part === name ? "page" : null }, t(name), size && h("span", { class: "badge" }, size));
    };
    replace(
      this.header,
      h("a", { class: "brand", href: "#overview" }, "dittograph"),
      h("nav", { "aria-label": t("menu") }, ...PARTS.map(item)),
      h(
        "div",
        { class: "switches" },
        button(t("language"), () => this.translate(), { "aria-label": t("language_label"), lang: spoken() === "en" ? "zh" : "en" }),
        button("◐", () => this.theme(), { "aria-label": t("theme_label"), title: t("theme_label") }),
        button("?", () => help(), { "aria-label": t("help_label"), title: t("help_label") }),
      ),
    );
  }

  private translate(): void {
    speak(spoken() === "en" ? "zh" : "en");
    keep("language", spoken());
    document.documentElement.lang = spoken();
    this.top();
    this.drawn = [];
    this.show();
  }

  private theme(): void {
    const dark = matchMedia("(prefers-color-scheme: dark)").matches;
    const now = document.documentElement.dataset.theme ?? (dark ? "dark" : "light");
    document.documentElement.dataset.theme = now === "dark" ? "light" : "dark";
    keep("theme", document.documentElement.dataset.theme);
  }

  private show(): void {
    const { route } = this;
    if (route.join("/") === this.drawn.join("/")) return;
    const before = this.drawn;
    this.drawn = route;
    // A place in the document that is shown already: only go there.
    if (this.view?.element.dataset.route === route.slice(0, 2).join("/") && route[0] === "document" && before.length) {
      this.view.element.dispatchEvent(new CustomEvent("place", { detail: route[2] }));
      return;
    }
    this.view?.close?.();
    this.view = this.viewOf(route);
    replace(this.main, this.view.element);
    document.title = `${this.view.title} · dittograph`;
    this.said.textContent = this.view.title;
    this.main.scrollTop = 0;
    window.scrollTo(0, 0);
    this.top();
    this.view.shown?.();
  }

  private viewOf(route: Route): View {
    const { app } = this;
    const [name, which, place] = route;
    const wanted = app.report.familyOf.get(Number(which));
    const doc = app.report.docs[Number(which)];
    if (name === "map") return map(app, which);
    if (name === "families") return families(app);
    if (name === "family" && wanted && place) return pair(app, wanted, place);
    if (name === "family" && wanted) return family(app, wanted);
    const [left, right] = name === "documents" && which ? which.split("-").map((number) => app.report.docs[Number(number)]) : [];
    if (left && right) return wholes(app, left, right);
    if (name === "documents") return documents(app);
    if (name === "document" && doc) return documentView(app, doc, place);
    if (name === "decisions") return decided(app);
    return overview(app);
  }

  private key(event: KeyboardEvent): void {
    const target = event.target as HTMLElement;
    if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
    if (target.closest("input, textarea, select")) {
      if (event.key === "Escape") target.blur();
      return;
    }
    const part = PARTS[Number(event.key) - 1];
    const action: (() => void) | undefined =
      this.view?.keys?.[event.key] ??
      (event.key === "t" ? () => this.theme() : event.key === "?" ? help : part ? () => go(part) : undefined);
    if (!action || (event.key === "Enter" && target.closest("a, button, summary"))) return;
    event.preventDefault();
    action();
  }
}

async function start(): Promise<void> {
  const root = document.getElementById("app") ?? document.body;
  document.documentElement.dataset.theme = kept("theme") ?? "";
  if (!document.documentElement.dataset.theme) delete document.documentElement.dataset.theme;
  // The frame of the page is in the report's language.
  const said = kept("language") ?? document.documentElement.lang;
  speak(said === "zh" ? "zh" : "en");
  replace(root, h("p", { class: "page", role: "status" }, t("loading")));
  try {
    const report = await load();
    textsAre(report.textLanguage);
    document.documentElement.lang = spoken();
    const app = new App(report, new Decisions(report), new Folder(report.folds));
    app.listed = select(app);
    new Frame(app);
    document.documentElement.dataset.ready = "true";
  } catch (error) {
    root.textContent = t("broken") + String(error);
  }
}

void start();
