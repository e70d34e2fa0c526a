// The picture over the whole screen: to the pixel and beyond, moved about, before and after at any zoom.

import { $, $$ } from "./dom.js";
import { number, t } from "./texts.js";

const STEP = 1.25;
const MOST = 8;
const PAN = 60;

export class Zoom {
  constructor() {
    this.node = $("#zoom");
    this.lens = $(".lens", this.node);
    this.images = { after: $(".layer.after img", this.node), before: $(".layer.before img", this.node) };
    this.range = $("input[type=range]", this.node);
    this.range.addEventListener("input", () => this.#wipe());
    this.pointers = new Map();
    this.lens.addEventListener("wheel", (event) => this.#wheel(event), { passive: false });
    this.lens.addEventListener("pointerdown", (event) => this.#down(event));
    this.lens.addEventListener("pointermove", (event) => this.#move(event));
    for (const name of ["pointerup", "pointercancel"]) this.lens.addEventListener(name, (event) => this.pointers.delete(event.pointerId));
    this.node.addEventListener("keydown", (event) => this.#key(event));
    for (const button of $$("[data-zoom]", this.node)) button.addEventListener("click", () => this.#act(button.dataset.zoom));
    addEventListener("resize", () => this.node.open && this.#fit());
  }

  open(job, alt) {
    Object.assign(this, { width: job.width, height: job.height });
    this.images.after.src = job.result;
    this.images.after.alt = alt;
    this.images.before.hidden = this.range.disabled = !job.inputs;
    if (job.inputs) this.images.before.src = `${job.url}/content?side=2048`;
    this.range.value = 0;
    this.node.showModal();
    this.#wipe();
    this.#fit();
    this.lens.focus();
  }

  #act(what) {
    const { width, height } = this.lens.getBoundingClientRect();
    if (what === "fit") this.#fit();
    else if (what === "one") this.#scale(1 / devicePixelRatio, width / 2, height / 2);
    else this.#scale(this.scale * (what === "in" ? STEP : 1 / STEP), width / 2, height / 2);
  }

  #fit() {
    const { width, height } = this.lens.getBoundingClientRect();
    this.least = Math.min(width / this.width, height / this.height);
    this.scale = this.least;
    this.x = (width - this.width * this.scale) / 2;
    this.y = (height - this.height * this.scale) / 2;
    this.#draw();
  }

  #scale(scale, x, y) {
    const wanted = Math.min(MOST, Math.max(Math.min(this.least, 1 / devicePixelRatio), scale));
    this.x = x - ((x - this.x) * wanted) / this.scale;
    this.y = y - ((y - this.y) * wanted) / this.scale;
    this.scale = wanted;
    this.#draw();
  }

  #draw() {
    const box = this.lens.getBoundingClientRect();
    this.x = hold(this.x, this.width * this.scale, box.width);
    this.y = hold(this.y, this.height * this.scale, box.height);
    for (const image of Object.values(this.images)) {
      image.style.width = `${this.width}px`;
      image.style.height = `${this.height}px`;
      image.style.transform = `translate(${this.x}px, ${this.y}px) scale(${this.scale})`;
    }
    $("#lens-scale").textContent = number(this.scale * devicePixelRatio, { style: "percent" });
  }

  #wipe() {
    this.lens.style.setProperty("--wipe", `${this.range.value}%`);
    this.range.setAttribute("aria-valuetext", t("wipe-value", { share: this.range.value }));
  }

  #wheel(event) {
    event.preventDefault();
    const box = this.lens.getBoundingClientRect();
    this.#scale(this.scale * STEP ** Math.sign(-event.deltaY), event.clientX - box.left, event.clientY - box.top);
  }

  #down(event) {
    this.lens.setPointerCapture(event.pointerId);
    this.pointers.set(event.pointerId, event);
  }

  #move(event) {
    const before = this.pointers.get(event.pointerId);
    if (!before) return;
    const other = [...this.pointers.values()].find((each) => each.pointerId !== event.pointerId);
    this.pointers.set(event.pointerId, event);
    if (!other) {
      this.x += event.clientX - before.clientX;
      this.y += event.clientY - before.clientY;
      return this.#draw();
    }
    const box = this.lens.getBoundingClientRect();
    const apart = (each) => Math.hypot(each.clientX - other.clientX, each.clientY - other.clientY) || 1;
    this.#scale((this.scale * apart(event)) / apart(before), (event.clientX + other.clientX) / 2 - box.left, (event.clientY + other.clientY) / 2 - box.top);
  }

  #key(event) {
    if (event.target === this.range) return;
    const moves = { ArrowLeft: [PAN, 0], ArrowRight: [-PAN, 0], ArrowUp: [0, PAN], ArrowDown: [0, -PAN] };
    const acts = { "+": "in", "=": "in", "-": "out", 0: "fit", 1: "one" };
    if (event.key in moves) {
      this.x += moves[event.key][0];
      this.y += moves[event.key][1];
      this.#draw();
    } else if (event.key in acts) this.#act(acts[event.key]);
    else return;
    event.preventDefault();
  }
}

// In the middle when it fits, else never with a gap at an edge.
function hold(offset, size, room) {
  return size <= room ? (room - size) / 2 : Math.min(0, Math.max(room - size, offset));
}
