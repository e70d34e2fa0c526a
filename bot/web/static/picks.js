// Which photo and which paintings are chosen.

import { $, say } from "./dom.js";
import { Mix } from "./mix.js";
import { Picture } from "./picture.js";
import { draw } from "./chosen.js";
import { fill, press } from "./shelf.js";
import { megabytes, t } from "./texts.js";
import { openZones } from "./zone.js";

export class Picks {
  constructor(limits, onChange) {
    this.limits = limits;
    this.onChange = onChange;
    this.content = null;
    this.styles = [];
    this.mixing = false;
    this.mix = new Mix(limits.max_styles, (styles) => this.#setStyles(styles), () => this.#wantMore());
    openZones((field, files) => this.#take(field, files), () => (this.content && !this.styles.length ? "style" : "content"));
    this.ready = Promise.all([
      fill("samples", "/api/samples", (entry) => this.takeSample(entry)),
      fill("presets", "/api/presets", (entry) => this.takePreset(entry)),
    ]).then(([samples, presets]) => Object.assign(this, { samples, presets }));
  }

  takeSample({ name, title, image }) {
    this.setContent(new Picture({ source: image, name: `${title}.jpg`, title, sample: name }));
  }

  takePreset({ name, title, image }) {
    say("style", null);
    this.#choose([new Picture({ source: `${image}?side=1024`, url: `${image}?side=512`, name, title, preset: name })]);
  }

  setContent(picture) {
    say("content", null);
    this.content?.free();
    this.content = picture;
    this.#changed();
  }

  // The photo and the paintings of an earlier job, to be changed.
  reopen(content, styles) {
    this.setContent(content);
    this.mixing = false;
    this.#setStyles(styles);
  }

  // What is missing is said in place.
  complete() {
    if (!this.content) say("content", t("content-missing"));
    if (!this.styles.length) say("style", t("style-missing"));
    return Boolean(this.content && this.styles.length);
  }

  // The pictures as the server takes them; `small` ones for a sketch.
  async into(form, small = false) {
    const load = (picture) => (small ? picture.small() : picture.whole(this.limits.max_size));
    if (this.content) form.append("content", await load(this.content), this.content.name);
    if (this.styles.length === 1 && this.styles[0].preset) {
      form.append("preset", this.styles[0].preset);
      return;
    }
    for (const style of this.styles) form.append("style", await load(style), style.name);
    if (this.styles.length > 1) form.append("style_blend", this.styles.map((style) => style.share).join(","));
  }

  #take(field, files) {
    say(field, null);
    const good = files.filter((file) => this.#acceptable(file, field));
    if (!good.length) return;
    if (field === "content") this.setContent(new Picture({ file: good[0], name: good[0].name }));
    else this.#choose(good.map((file) => new Picture({ file, name: file.name })));
  }

  #acceptable(file, field) {
    const wrong =
      file.type && !file.type.startsWith("image/") ? t("not-a-picture", { name: file.name })
      : !file.size ? t("empty-file", { name: file.name })
      : file.size > this.limits.file_bytes * (field === "content" ? 4 : 1)
        ? t("too-large", { name: file.name, limit: megabytes(this.limits.file_bytes) })
        : null;
    if (wrong) say(field, wrong);
    return !wrong;
  }

  #choose(styles) {
    const all = this.mixing ? [...this.styles, ...styles] : styles;
    const most = this.limits.max_styles;
    if (all.length > most) say("style", t("too-many", { most }));
    this.mixing = false;
    this.mix.removed = null;
    this.#setStyles(all.slice(0, most));
  }

  #setStyles(styles) {
    for (const gone of this.styles.filter((style) => !styles.includes(style) && style !== this.mix.removed?.style)) gone.free();
    this.styles = styles;
    this.#changed();
  }

  #wantMore() {
    this.mixing = !this.mixing;
    this.mix.draw(this.styles, this.mixing);
  }

  #changed() {
    draw("content", this.content ? [this.content] : []);
    draw("style", this.styles);
    press("samples", [this.content?.sample]);
    press("presets", this.styles.map((style) => style.preset));
    this.mix.draw(this.styles, this.mixing);
    this.onChange();
  }
}
