import type { App, View } from "./app";
import { h } from "./dom";
export function family(_app: App, ..._rest: unknown[]): View {
  return { title: "family", element: h("div", { class: "page" }, "…") };
}
