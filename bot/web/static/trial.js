// The easel of the form: a painted sample at first, then the instant picture of what is being chosen.

import { ApiError } from "./api.js";
import { Compare } from "./compare.js";
import { $, say } from "./dom.js";
import { Picture } from "./picture.js";
import { Sketching } from "./sketching.js";
import { t } from "./texts.js";

const SKETCHED = ["strength", "colors", "style_scale", "style_blend"];

export class Trial {
  constructor(picks, options) {
    Object.assign(this, { picks, options });
    this.easel = new Compare($("#trial"));
    this.easel.compare(true);
    this.sketching = new Sketching();
    this.sample = new Picture({ source: this.easel.before.src, name: "photo.jpg" });
    this.shown = { content: null, sketch: null };
  }

  // Something was chosen or changed: the photo shows at once, the sketch as soon as it is drawn.
  async update() {
    const { content, styles } = this.picks;
    if (!content && !styles.length) return;
    this.#photo(content);
    if (!styles.length) {
      this.sketching.stop();
      this.easel.compare(false);
      $("#trial-caption").textContent = t("trial-choose", { photo: content.title });
      return;
    }
    $("#trial").classList.add("busy");
    $("#trial-caption").textContent = t("mixing-detail");
    try {
      const drawn = await this.sketching.draw((form) => this.fill(form));
      if (drawn) await this.#show(drawn, content, styles);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      this.#refused(error);
    }
  }

  // What a sketch is drawn from; `preset` instead of what is chosen.
  async fill(form, preset = null) {
    const { picks } = this;
    if (preset) form.append("preset", preset);
    else await picks.into(form, true);
    if (!form.has("content")) form.append("content", await (picks.content ?? this.sample).small(), "photo.jpg");
    for (const [name, value] of Object.entries(this.options.values())) {
      if (SKETCHED.includes(name) && this.options.readable(name)) form.append(name, value);
    }
  }

  get sketch() {
    return this.shown.sketch;
  }

  #photo(content) {
    if (!content || this.shown.content === content.url) return;
    this.shown.content = content.url;
    this.easel.clear();
    this.easel.setBefore(content.url, t("photo-named", { photo: content.title }));
    this.easel.before.onload = () => this.easel.shape(this.easel.before.naturalWidth / this.easel.before.naturalHeight);
  }

  async #show(drawn, content, styles) {
    const url = URL.createObjectURL(drawn);
    const old = this.shown.sketch;
    const style = styles.map((each) => each.title).join(" + ");
    $("#trial").classList.remove("busy");
    if (!(await this.easel.paint(url, t("sketch-named", { style })))) return URL.revokeObjectURL(url);
    this.shown.sketch = url;
    if (old) setTimeout(() => URL.revokeObjectURL(old), 1000);
    this.easel.compare(true);
    $("#trial-caption").textContent = content ? t("trial-sketch", { photo: content.title, style }) : t("trial-preset", { style });
  }

  #refused(error) {
    $("#trial").classList.remove("busy");
    if (error.field === "content" || error.field === "style") say(error.field, error.message);
    else $("#trial-caption").textContent = error.message;
  }
}
