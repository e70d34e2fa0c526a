// The form as a whole: what is remembered of it, what it sends, and what is said where it is wrong.

import { ApiError, call, key, repaint, submitJob } from "./api.js";
import { $, announce, clearErrors, say } from "./dom.js";
import { keep, recall } from "./memory.js";
import { Options } from "./options.js";
import { Picks } from "./picks.js";
import { Picture } from "./picture.js";
import { Sheet } from "./sheet.js";
import { styleOf } from "./tell.js";
import { number, t } from "./texts.js";
import { Trial } from "./trial.js";

const REMEMBERED = "impasto.form";
const USUAL_PIXELS = 1_500_000;
const OF_TIME = ["size", "width", "iterations"];
const OF_PICTURES = { content: "content", style: "style", preset: "style", styles: "style", style_blend: "style" };

export class Form {
  constructor(facts, onJob) {
    Object.assign(this, { facts, onJob, parent: null });
    this.picks = new Picks(facts, () => this.#picked());
    this.options = new Options(facts, (node) => this.#turned(node));
    this.trial = new Trial(this.picks, this.options);
    this.sheet = new Sheet(this.picks, this.trial);
    $("#compose").addEventListener("submit", (event) => {
      event.preventDefault();
      this.#submit();
    });
    this.#recall();
  }

  // The sketch of the job that was just sent, to begin with.
  sketchFor(id) {
    return this.sent === id && this.picks.content ? this.trial.sketch : null;
  }

  // The form with the recipe of a job in it.
  async reopen(job) {
    await this.picks.ready;
    const source = `${job.url}/content?side=${this.facts.max_size}`;
    const content = job.inputs ? new Picture({ source, url: `${job.url}/content`, name: job.name, job: job.id }) : null;
    this.picks.reopen(content, this.#stylesOf(job));
    this.options.set(job.options);
    this.parent = job.inputs ? job : null;
    $("#compose h1").focus();
    scrollTo({ top: 0 });
  }

  #stylesOf(job) {
    const preset = this.picks.presets.find((each) => each.name === job.preset);
    if (preset) return [new Picture({ source: `${preset.image}?side=1024`, url: `${preset.image}?side=512`, name: preset.title, preset: preset.name })];
    if (!job.inputs) return [];
    return Array.from({ length: job.styles }, (_, index) => {
      const url = `${job.url}/style?n=${index}`;
      const style = new Picture({ source: url, name: `${styleOf(job)}.jpg`, title: styleOf(job), job: job.id });
      return Object.assign(style, { share: job.options.style_blend?.[index] ?? 5 });
    });
  }

  async #submit() {
    clearErrors($("#compose"));
    const complete = this.picks.complete();
    const wrong = this.options.wrong();
    if (!complete) return this.#point(this.picks.content ? "style" : "content");
    if (wrong) return this.#point(wrong);
    const button = $("#paint");
    button.disabled = true;
    try {
      announce(t("sending"));
      const job = await this.#send();
      this.sent = job.id;
      this.parent = null;
      this.onJob(job);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      const field = OF_PICTURES[error.field] ?? (this.options.has(error.field) ? error.field : "form");
      say(field, error.message);
      this.#point(field);
    } finally {
      button.disabled = false;
      $("span", button).textContent = t("paint");
    }
  }

  // The same pictures as an earlier job's are not sent again.
  async #send() {
    const { content, styles } = this.picks;
    const values = this.options.values();
    if (this.parent && content.job === this.parent.id && styles.every((each) => each.job === this.parent.id || each.preset === this.parent.preset) && styles.length === this.parent.styles) {
      const blend = styles.length > 1 ? { style_blend: styles.map((each) => each.share) } : {};
      return repaint(this.parent.id, { ...this.#defaults(), ...values, ...blend });
    }
    const form = new FormData();
    await this.picks.into(form);
    for (const [name, value] of Object.entries(values)) form.append(name, value);
    const label = $("#paint span");
    return submitJob(form, key(), (share) => {
      label.textContent = share < 1 ? t("sending-share", { share: number(share, { style: "percent" }) }) : t("looking");
    });
  }

  #defaults() {
    const usual = Object.entries(this.facts.options).filter(([name]) => !["preview", "style_blend"].includes(name));
    return Object.fromEntries(usual.map(([name, schema]) => [name, schema.default ?? null]));
  }

  #point(field) {
    const place = document.getElementById(`${field}-choose`) ?? document.getElementById(field) ?? $("#paint");
    place.closest("details")?.setAttribute("open", "");
    (place.matches("fieldset") ? $("input", place) : place).focus({ preventScroll: true });
    document.getElementById(`${field}-error`).scrollIntoView({ block: "center" });
  }

  #picked() {
    this.#remember();
    this.trial?.update();
  }

  #turned(node) {
    if (!this.options) return;
    this.#remember();
    if (["strength", "colors", "style_scale"].includes(node?.name)) this.trial.update();
    if (!node || OF_TIME.includes(node.name)) this.#estimate();
  }

  #remember() {
    if (!this.options) return;
    const { content, styles } = this.picks;
    keep(REMEMBERED, {
      options: this.options.values(),
      sample: content?.sample ?? null,
      presets: styles.map((each) => each.preset).filter(Boolean).slice(0, 1),
    });
  }

  async #recall() {
    const { options = {}, sample = null, presets = [] } = recall(REMEMBERED, {});
    this.options.set(options);
    const { picks } = this;
    await picks.ready;
    if (picks.content || picks.styles.length) return;
    const [photo] = picks.samples.filter((each) => each.name === sample);
    if (photo) picks.takeSample(photo);
    for (const preset of picks.presets.filter((each) => presets.includes(each.name))) picks.takePreset(preset);
  }

  // Measured here, for the size and the steps that are asked for; the newest question wins.
  async #estimate() {
    const values = Object.entries(this.options.values()).filter(([name]) => OF_TIME.includes(name));
    const query = new URLSearchParams([["pixels", USUAL_PIXELS], ...values]);
    this.asked = query;
    const { seconds } = await call(`/api/estimate?${query}`).catch(() => ({ seconds: {} }));
    if (this.asked === query) this.options.showSeconds(seconds);
  }
}
