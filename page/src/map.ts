import type { App, View } from "./app";
import { h } from "./dom";
export function map(_app: App, ..._rest: unknown[]): View {
  return { title: "map", element: h("div", { class: "page" }, "…") };
}
