// A list of any length: only the rows that can be seen are in the page.

import { h } from "./dom";

export interface ListOptions {
  label: string;
  rowHeight: () => number;
  render(index: number): HTMLElement;
  open?(index: number): void;
}

const BEYOND = 8;
/** Rows that are put on paper. */
const PRINTED = 500;

export class List {
  readonly element: HTMLElement;
  private readonly body: HTMLElement;
  private readonly rows = new Map<number, HTMLElement>();
  private length = 0;
  active = -1;

  constructor(private readonly options: ListOptions) {
    this.body = h("div", { class: "rows", role: "presentation" });
    this.element = h(
      "div",
      { class: "list", role: "grid", tabindex: 0, "aria-label": options.label, onkeydown: (e: Event) => this.key(e as KeyboardEvent) },
      this.body,
    );
    this.element.addEventListener("scroll", () => this.draw(), { passive: true });
    new ResizeObserver(() => this.draw(true)).observe(this.element);
  }

  private key(event: KeyboardEvent): void {
    const steps: Record<string, number> = { ArrowDown: 1, ArrowUp: -1, PageDown: 10, PageUp: -10, Home: -this.length, End: this.length };
    if (event.target !== this.element) return;
    if (event.key === "Enter") this.options.open?.(this.active);
    else if (event.key in steps) this.move(steps[event.key]);
    else return;
    event.preventDefault();
  }

  /** Shows `length` rows anew. */
  show(length: number): void {
    this.length = length;
    this.element.setAttribute("aria-rowcount", String(length));
    if (this.active >= length) this.active = length - 1;
    this.draw(true);
  }

  move(step: number): void {
    this.select(Math.min(Math.max(this.active + step, 0), this.length - 1));
  }

  select(index: number): void {
    if (index < 0 || index >= this.length) return;
    this.active = index;
    this.reveal(index);
    this.draw(true);
  }

  openActive(): void {
    if (this.active >= 0) this.options.open?.(this.active);
  }

  private reveal(index: number): void {
    const height = this.options.rowHeight();
    const { scrollTop, clientHeight } = this.element;
    if (index * height < scrollTop) this.element.scrollTop = index * height;
    else if ((index + 1) * height > scrollTop + clientHeight) this.element.scrollTop = (index + 1) * height - clientHeight;
  }

  /** Puts the first rows into the page for a printer. */
  print(): void {
    this.drawRange(0, Math.min(this.length, PRINTED), true);
  }

  draw(anew = false): void {
    const height = this.options.rowHeight();
    this.body.style.height = `${height * this.length}px`;
    const first = Math.max(Math.floor(this.element.scrollTop / height) - BEYOND, 0);
    const last = Math.min(Math.ceil((this.element.scrollTop + this.element.clientHeight) / height) + BEYOND, this.length);
    this.drawRange(first, last, anew);
  }

  private drawRange(first: number, last: number, anew: boolean): void {
    for (const [index, row] of this.rows) {
      if (anew || index < first || index >= last) {
        row.remove();
        this.rows.delete(index);
      }
    }
    const height = this.options.rowHeight();
    for (let index = first; index < last; index++) {
      if (this.rows.has(index)) continue;
      const row = this.options.render(index);
      row.classList.add("row");
      row.setAttribute("role", "row");
      for (const cell of row.children) cell.setAttribute("role", "gridcell");
      row.id ||= `row-${index}`;
      row.setAttribute("aria-rowindex", String(index + 1));
      row.setAttribute("aria-selected", String(index === this.active));
      row.style.top = `${index * height}px`;
      row.style.height = `${height}px`;
      row.addEventListener("click", (event) => {
        if ((event.target as Element).closest("a, button, input")) return;
        this.active = index;
        this.options.open?.(index);
      });
      this.rows.set(index, row);
      this.body.append(row);
    }
    const active = this.rows.get(this.active);
    if (active) this.element.setAttribute("aria-activedescendant", active.id);
    else this.element.removeAttribute("aria-activedescendant");
  }
}
