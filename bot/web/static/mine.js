// The pictures of this browser: their ids live in its storage, everything else on the server.

import { ApiError, getJob } from "./api.js";
import { $, make } from "./dom.js";

const KEY = "impasto.jobs";
const MOST = 48;
const LOOK_MILLISECONDS = 4000;
const SIDE = 360;
const LIVE = ["queued", "running"];

export class Mine {
  constructor() {
    this.node = $("#mine");
    this.jobs = new Map();
    this.ids = read();
  }

  // Ask how each one stands; those still under way are asked again while the page is looked at.
  async start() {
    await Promise.all(this.ids.map((id) => this.#look(id)));
    setInterval(() => {
      if (document.hidden) return;
      for (const job of this.jobs.values()) if (LIVE.includes(job.state) && job.id !== this.open) this.#look(job.id);
    }, LOOK_MILLISECONDS);
  }

  update(job) {
    if (job.state === "lost") return this.remove(job.id);
    if (!this.ids.includes(job.id)) {
      this.ids = [job.id, ...this.ids].slice(0, MOST);
      write(this.ids);
    }
    const before = this.jobs.get(job.id);
    this.jobs.set(job.id, job);
    if (before?.state !== job.state || before?.position !== job.position || job.state === "running") this.#draw();
  }

  remove(id) {
    this.ids = this.ids.filter((each) => each !== id);
    this.jobs.delete(id);
    write(this.ids);
    this.#draw();
  }

  mark(id) {
    this.open = id;
    this.#draw();
  }

  async #look(id) {
    try {
      this.update(await getJob(id));
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (error.status === 404) this.remove(id);
    }
  }

  #draw() {
    const known = this.ids.map((id) => this.jobs.get(id)).filter(Boolean);
    this.node.hidden = $("#to-mine").hidden = !known.length;
    const list = $("ul", this.node);
    const cards = new Map([...list.children].map((card) => [card.dataset.id, card]));
    list.replaceChildren(...known.map((job) => this.#card(job, cards.get(job.id) ?? blank(job.id))));
  }

  #card(job, card) {
    const [link, image, words] = [$("a", card), $("img", card), $(".caption", card)];
    const source = job.state === "done" ? `${job.result}?side=${SIDE}` : `${job.url}/content?side=${SIDE}`;
    if (!image.src.endsWith(source)) image.src = source;
    image.alt = job.name || "picture";
    words.textContent = caption(job);
    card.dataset.state = job.state;
    if (job.id === this.open) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
    return card;
  }
}

function blank(id) {
  const link = make("a", { href: `#${id}` }, make("img", { loading: "lazy", alt: "" }), make("span", { className: "caption" }));
  return make("li", { dataset: { id } }, link);
}

function caption(job) {
  switch (job.state) {
    case "queued": return job.position > 1 ? `In the queue, number ${job.position}` : "Next in line";
    case "running": return job.steps ? `Painting, ${Math.floor((job.step / job.steps) * 100)} %` : "Painting";
    case "done": return job.name || "Finished";
    case "failed": return "Did not work";
    default: return "Cancelled";
  }
}

function read() {
  try {
    const ids = JSON.parse(localStorage.getItem(KEY) ?? "[]");
    return Array.isArray(ids) ? ids.filter((id) => /^[\w-]{16,64}$/.test(id)) : [];
  } catch {
    return [];
  }
}

function write(ids) {
  try {
    localStorage.setItem(KEY, JSON.stringify(ids));
  } catch {
    // Private windows may forbid it; the pictures then last as long as the page.
  }
}
