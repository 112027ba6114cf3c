// What the keys do.

import { button, h } from "./dom";
import { type Word, t } from "./words";

const KEYS: [string, Word][] = [
  ["1 – 5", "key_numbers"],
  ["j  k", "key_jk"],
  ["n  p", "key_np"],
  ["Enter", "key_enter"],
  ["u", "key_u"],
  ["/", "key_slash"],
  ["r w b x", "key_rwbx"],
  ["t", "key_t"],
  ["?", "key_help"],
];

export function help(): void {
  const dialog = h(
    "dialog",
    { class: "help", "aria-labelledby": "help-title" },
    h("h2", { id: "help-title" }, t("keys")),
    h("dl", null, ...KEYS.flatMap(([keys, word]) => [h("dt", null, h("kbd", null, keys)), h("dd", null, t(word))])),
    button(t("close"), () => dialog.close(), { autofocus: true }),
  );
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}
