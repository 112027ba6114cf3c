import type { App, View } from "./app";
import { h } from "./dom";
export function pair(_app: App, ..._rest: unknown[]): View {
  return { title: "pair", element: h("div", { class: "page" }, "…") };
}
