import type { App, View } from "./app";
import { h } from "./dom";
export function documentView(_app: App, ..._rest: unknown[]): View {
  return { title: "document", element: h("div", { class: "page" }, "…") };
}
