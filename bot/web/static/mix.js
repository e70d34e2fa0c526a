// Several paintings at once, with their shares; what was taken out can be put back.

import { $, $$, announce, make } from "./dom.js";
import { number, t } from "./texts.js";

const LEAST = 1;
const MOST = 10;

export class Mix {
  // `change(styles)` is called with the new list; `more()` when another is wanted.
  constructor(most, change, more) {
    Object.assign(this, { most, change, more, node: $("#mix") });
  }

  draw(styles, waiting) {
    this.styles = styles;
    this.node.hidden = !styles.length || this.most < 2;
    const rows = styles.length > 1 ? styles.map((style, index) => this.#row(style, index)) : [];
    this.node.replaceChildren(...rows, ...this.#rest(waiting));
    this.#count();
  }

  #rest(waiting) {
    const rest = [];
    if (this.styles.length < this.most) {
      const more = make("button", {
        type: "button", className: "quiet", id: "mix-more", textContent: t(waiting ? "mix-waiting" : "mix-more"),
        attributes: { "aria-pressed": String(waiting) },
      });
      more.addEventListener("click", () => {
        this.more();
        $("#mix-more").focus();
      });
      rest.push(make("li", { className: "wide" }, more));
    }
    if (this.removed) {
      const undo = make("button", { type: "button", className: "quiet", id: "mix-undo", textContent: t("mix-undo", { name: this.removed.style.title }) });
      undo.addEventListener("click", () => {
        const { style, index } = this.removed;
        this.removed = null;
        this.change(this.styles.toSpliced(index, 0, style));
        $$("#mix .remove")[index]?.focus();
      });
      rest.push(make("li", { className: "wide" }, undo));
    }
    return rest;
  }

  #row(style, index) {
    const range = make("input", { type: "range", min: LEAST, max: MOST, value: style.share, attributes: { "aria-label": t("mix-share", { name: style.title }) } });
    range.addEventListener("input", () => {
      style.share = Number(range.value);
      this.#count();
    });
    range.addEventListener("change", () => this.change(this.styles));
    const remove = make("button", { type: "button", className: "quiet remove", textContent: t("remove"), attributes: { "aria-label": t("remove-named", { name: style.title }) } });
    remove.addEventListener("click", () => this.#remove(style, index));
    return make("li", {}, make("img", { src: style.url, alt: "" }), make("span", { textContent: style.title }), range, make("output"), remove);
  }

  #remove(style, index) {
    this.removed = { style, index };
    this.change(this.styles.toSpliced(index, 1));
    announce(t("removed", { name: style.title }));
    ($("#mix-undo") ?? $("#style-choose")).focus();
  }

  #count() {
    const whole = this.styles.reduce((sum, style) => sum + style.share, 0);
    $$("output", this.node).forEach((output, index) => {
      output.textContent = number(this.styles[index].share / whole, { style: "percent" });
    });
  }
}
