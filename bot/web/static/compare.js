// Before and after in one frame, with a seam that is dragged. The after cross-fades from picture to picture.

import { $, $$ } from "./dom.js";
import { t } from "./texts.js";

const REST = matchMedia("(prefers-reduced-motion: reduce)");
const WHOLE_MILLISECONDS = 1400;

export class Compare {
  constructor(node) {
    this.node = node;
    this.before = $(".before", node);
    this.after = $(".after", node);
    this.seam = $(".seam", node);
    this.range = $("input[type=range]", node);
    this.range.addEventListener("input", () => this.wipe(this.range.value));
    this.turn = 0;
    this.wipe(this.range.value);
  }

  shape(ratio) {
    if (ratio > 0) this.node.style.setProperty("--ratio", ratio);
  }

  wipe(percent, glide = false) {
    this.node.classList.toggle("gliding", glide);
    this.range.value = percent;
    this.node.style.setProperty("--wipe", `${percent}%`);
    this.range.setAttribute("aria-valuetext", t("wipe-value", { share: Math.round(percent) }));
  }

  // Both halves are there to be compared, or only one picture is shown.
  compare(on) {
    this.node.classList.toggle("compare", on);
    this.range.hidden = this.seam.hidden = !on;
  }

  // The whole result first, then the seam.
  async unveil() {
    this.compare(true);
    this.wipe(0);
    const turn = this.turn;
    await new Promise((done) => setTimeout(done, WHOLE_MILLISECONDS));
    if (turn === this.turn && this.range.value === "0") this.wipe(50, !REST.matches);
  }

  setBefore(url, alt) {
    this.before.src = url;
    this.before.alt = alt;
    this.before.hidden = false;
  }

  // Resolves, once the photo is there or cannot be had, to whether it is there.
  hasBefore() {
    return this.before.decode().then(() => true, () => false);
  }

  // Resolves to whether it is now shown: the newest wins, and what cannot be decoded is left out.
  async paint(url, alt) {
    const turn = ++this.turn;
    const image = new Image();
    image.src = url;
    image.alt = alt;
    const decoded = await image.decode().then(() => true, () => false);
    if (turn !== this.turn || !decoded) return false;
    const old = $$("img", this.after);
    image.className = old.length ? "arriving" : "";
    this.after.append(image);
    const settle = () => old.forEach((each) => each.remove());
    if (old.length && !REST.matches) image.addEventListener("animationend", settle, { once: true });
    else settle();
    this.node.classList.add("painted");
    return true;
  }

  clear() {
    this.turn += 1;
    this.after.replaceChildren();
    this.node.classList.remove("painted", "gliding");
    this.compare(false);
    this.before.removeAttribute("src");
    this.before.hidden = true;
    this.wipe(50);
  }
}
