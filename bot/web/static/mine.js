// The pictures of this browser: their ids live in its storage, everything else on the server.

import { ApiError, call, forgetJob, getJob } from "./api.js";
import { confirmed } from "./confirm.js";
import { $, announce, make } from "./dom.js";
import { keep, recall } from "./memory.js";
import { caption } from "./tell.js";
import { t } from "./texts.js";

const KEY = "impasto.jobs";
const LOOK_MILLISECONDS = 4000;
const SIDE = 360;
const LIVE = ["queued", "running"];

const ids = () => recall(KEY, []).filter?.((id) => /^[\w-]{16,64}$/.test(id)) ?? [];

export class Mine {
  constructor({ known, onGone, onNews }) {
    Object.assign(this, { known, onGone, onNews });
    this.node = $("#mine");
    this.jobs = new Map();
    this.away = new Set();
    addEventListener("storage", (event) => event.key === KEY && this.#lookAtAll());
    $("#forget-all").addEventListener("click", () => this.#forgetAll());
  }

  // Ask how each one stands; those still under way are asked again while the page is looked at.
  async start() {
    await this.#lookAtAll();
    setInterval(() => {
      if (document.hidden) return;
      for (const id of this.away) this.#look(id);
      for (const job of this.jobs.values()) if (LIVE.includes(job.state) && job.id !== this.open) this.#look(job.id);
    }, LOOK_MILLISECONDS);
  }

  // Other tabs write to the same list: it is read anew each time.
  update(job) {
    if (job.state === "lost") return this.remove(job.id);
    if (!ids().includes(job.id)) keep(KEY, [job.id, ...ids()]);
    const before = this.jobs.get(job.id);
    this.jobs.set(job.id, job);
    if (before?.state !== job.state || before?.position !== job.position || job.state === "running") this.draw();
  }

  remove(id) {
    keep(KEY, ids().filter((each) => each !== id));
    this.jobs.delete(id);
    this.away.delete(id);
    this.draw();
  }

  mark(id) {
    this.open = id;
    this.draw();
  }

  // Those that came of one another, the oldest first.
  familyOf(job) {
    const root = (each) => {
      const parent = this.jobs.get(each.parent);
      return parent && parent.id !== each.id ? root(parent) : each.parent ?? each.id;
    };
    return [...this.jobs.values()].filter((each) => root(each) === root(job)).sort((one, other) => one.created - other.created);
  }

  draw() {
    const shown = ids().map((id) => this.jobs.get(id)).filter(Boolean);
    this.node.hidden = $("#to-mine").hidden = !shown.length;
    const list = $("ul", this.node);
    const cards = new Map([...list.children].map((card) => [card.dataset.id, card]));
    const wanted = shown.map((job) => this.#card(job, cards.get(job.id) ?? this.#blank(job.id)));
    if (wanted.length !== list.children.length || wanted.some((card, index) => card !== list.children[index])) list.replaceChildren(...wanted);
    this.onNews();
  }

  #lookAtAll() {
    return Promise.all(ids().filter((id) => !this.jobs.has(id)).map((id) => this.#look(id)));
  }

  // A server that does not answer loses nothing: the id stays, and is asked for again.
  async #look(id) {
    try {
      this.update(await getJob(id));
      this.away.delete(id);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (error.status === 404) this.remove(id);
      else this.away.add(id);
    }
  }

  #card(job, card) {
    const image = $("img", card);
    const source = job.state === "done" ? `${job.result}?side=${SIDE}` : job.inputs ? `${job.url}/content?side=${SIDE}` : "";
    if (source && !image.src.endsWith(source)) image.src = source;
    image.alt = "";
    $(".name", card).textContent = job.name;
    $(".caption", card).textContent = caption(job, this.known().presets);
    $(".delete", card).setAttribute("aria-label", t("delete-named", { name: job.name }));
    card.dataset.state = job.state;
    if (job.id === this.open) $("a", card).setAttribute("aria-current", "true");
    else $("a", card).removeAttribute("aria-current");
    return card;
  }

  #blank(id) {
    const link = make("a", { href: `#${id}` }, make("img", { loading: "lazy", width: 360, height: 270 }), make("span", { className: "name" }), make("span", { className: "caption" }));
    const remove = make("button", { type: "button", className: "round delete", textContent: "×" });
    remove.addEventListener("click", () => this.#forget(id));
    return make("li", { dataset: { id } }, link, remove);
  }

  async #forget(id) {
    if (!(await confirmed(t("delete-question"), t("delete-detail")))) return;
    const next = $(`li[data-id="${id}"]`, this.node)?.nextElementSibling?.dataset.id;
    await this.#gone(id);
    announce(t("deleted"));
    ($(`li[data-id="${next}"] .delete`, this.node) ?? $(".delete", this.node) ?? $("#main")).focus();
  }

  async #forgetAll() {
    if (!(await confirmed(t("forget-all-question"), t("forget-all-detail")))) return;
    try {
      await call("/api/visitor", { method: "DELETE" });
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      return announce(error.message);
    }
    for (const id of ids()) await this.#gone(id);
    announce(t("deleted"));
    $("#main").focus();
  }

  async #gone(id) {
    try {
      await forgetJob(id);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (error.status !== 404) return announce(error.message);
    }
    this.remove(id);
    this.onGone(id);
  }
}
