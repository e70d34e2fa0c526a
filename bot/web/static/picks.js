// Choosing the pictures: drop, paste, pick, a sample or a preset; several paintings with their shares.

import { ApiError, call, fetchPicture } from "./api.js";
import { $, make, say } from "./dom.js";

const SHELF_SIDE = 200;
const megabytes = (bytes) => `${Math.floor(bytes / 1e6)} MB`;

export class Picks {
  constructor(limits) {
    this.limits = limits;
    this.content = null;
    this.styles = [];
    this.mixing = false;
    this.#zone("content", ([file]) => this.setContent(file));
    this.#zone("style", (files) => this.addStyles(files));
    document.addEventListener("paste", (event) => this.#paste(event));
    this.#shelf("samples", "/api/samples", (entry) => this.#takeSample(entry));
    this.#shelf("presets", "/api/presets", (entry) => this.#takePreset(entry));
  }

  setContent(file) {
    if (!this.#acceptable(file, "content")) return;
    this.content = { file, name: file.name, url: URL.createObjectURL(file) };
    this.#drawContent();
  }

  addStyles(files) {
    const good = [...files].filter((file) => this.#acceptable(file, "style"));
    if (good.length) this.#choose(good.map((file) => ({ file, name: file.name, url: URL.createObjectURL(file), share: 5 })));
  }

  // What is missing is said in place; the pictures go into the form.
  async into(form) {
    if (!this.content) say("content", "Choose a photo first: drop one here, paste it, or try a sample.");
    if (!this.styles.length) say("style", "Choose a painting: drop one here, or take one of ours.");
    if (!this.content || !this.styles.length) return false;
    form.append("content", this.content.file, this.content.name);
    if (this.styles.length === 1 && this.styles[0].preset) {
      form.append("preset", this.styles[0].preset);
      return true;
    }
    for (const style of this.styles) {
      style.file ??= await fetchPicture(`/api/presets/${encodeURIComponent(style.preset)}/image`);
      form.append("style", style.file, style.name);
    }
    if (this.styles.length > 1) form.append("style_blend", this.styles.map((style) => style.share).join(","));
    return true;
  }

  #acceptable(file, field) {
    say(field, null);
    if (file.type && !file.type.startsWith("image/")) {
      say(field, `“${file.name}” is not a picture. Choose a JPEG, PNG, WebP, HEIC or the like.`);
      return false;
    }
    if (file.size > this.limits.file_bytes) {
      say(field, `“${file.name}” is larger than ${megabytes(this.limits.file_bytes)}. Choose or save a smaller one.`);
      return false;
    }
    return true;
  }

  #zone(field, take) {
    const input = document.getElementById(field);
    const drop = input.closest(".drop");
    let depth = 0;
    input.addEventListener("change", () => {
      if (input.files.length) take([...input.files]);
      input.value = "";
    });
    drop.addEventListener("dragenter", () => drop.classList.toggle("over", ++depth > 0));
    drop.addEventListener("dragleave", () => drop.classList.toggle("over", --depth > 0));
    drop.addEventListener("dragover", (event) => event.preventDefault());
    drop.addEventListener("drop", (event) => {
      event.preventDefault();
      depth = 0;
      drop.classList.remove("over");
      if (event.dataTransfer.files.length) take([...event.dataTransfer.files]);
      else say(field, "That was not a file. Save the picture first, or copy and paste it.");
    });
  }

  #paste(event) {
    const files = [...(event.clipboardData?.files ?? [])].filter((file) => file.type.startsWith("image/"));
    if (!files.length || $("#compose").hidden) return;
    event.preventDefault();
    const toStyle = document.activeElement?.closest("#pick-style") || this.content;
    if (toStyle) this.addStyles(files);
    else this.setContent(files[0]);
  }

  async #shelf(id, path, take) {
    const shelf = document.getElementById(id);
    const entries = await call(path).catch(() => []);
    shelf.hidden = !entries.length;
    $("ul", shelf).replaceChildren(
      ...entries.map((entry) => {
        const image = make("img", {
          src: `${entry.image}?side=${SHELF_SIDE}`, alt: "", loading: "lazy", width: 88, height: 88, draggable: false,
        });
        const button = make(
          "button",
          { type: "button", title: entry.title, dataset: { name: entry.name }, attributes: { "aria-pressed": "false" } },
          image,
          make("span", { textContent: entry.title }),
        );
        button.addEventListener("click", () => take(entry));
        return make("li", {}, button);
      }),
    );
  }

  async #takeSample(entry) {
    say("content", null);
    try {
      const file = await fetchPicture(entry.image);
      this.content = { file, name: `${entry.name}.jpg`, url: URL.createObjectURL(file), sample: entry.name };
      this.#drawContent();
    } catch (error) {
      if (error instanceof ApiError) say("content", error.message);
      else throw error;
    }
  }

  #takePreset(entry) {
    say("style", null);
    this.#choose([{ preset: entry.name, name: entry.title, url: `${entry.image}?side=1024`, share: 5 }]);
  }

  #drawContent() {
    this.#show("content", this.content ? [this.content] : []);
    this.#press("samples", [this.content?.sample]);
  }

  #choose(styles) {
    const all = this.mixing ? [...this.styles, ...styles] : styles;
    const most = this.limits.max_styles;
    if (all.length > most) say("style", `At most ${most} paintings can be mixed.`);
    this.styles = all.slice(0, most);
    this.mixing = false;
    this.#drawStyles();
  }

  #remove(index) {
    this.styles = this.styles.toSpliced(index, 1);
    this.#drawStyles();
  }

  #drawStyles() {
    this.#show("style", this.styles);
    this.#press("presets", this.styles.map((style) => style.preset));
    this.#drawMix();
  }

  #drawMix() {
    const mix = $("#mix");
    mix.hidden = !this.styles.length || this.limits.max_styles < 2;
    const shares = this.styles.length > 1 ? this.styles.map((style, index) => this.#share(style, index)) : [];
    const more = make("button", { type: "button", className: "quiet", id: "mix-more", textContent: "Mix in another painting" });
    more.setAttribute("aria-pressed", String(Boolean(this.mixing)));
    if (this.mixing) more.textContent = "Now drop, choose or take another…";
    more.addEventListener("click", () => {
      this.mixing = !this.mixing;
      this.#drawMix();
      $("#mix-more").focus();
    });
    mix.replaceChildren(...shares, ...(this.styles.length < this.limits.max_styles ? [make("li", {}, more)] : []));
  }

  #share(style, index) {
    const range = make("input", { type: "range", min: 1, max: 10, value: style.share });
    range.setAttribute("aria-label", `Share of ${style.name}`);
    range.addEventListener("input", () => (style.share = Number(range.value)));
    const remove = make("button", { type: "button", className: "quiet", textContent: "Remove" });
    remove.setAttribute("aria-label", `Remove ${style.name}`);
    remove.addEventListener("click", () => this.#remove(index));
    return make("li", {}, make("img", { src: style.url, alt: "" }), make("span", { textContent: style.name }), range, remove);
  }

  #show(field, pictures) {
    const drop = document.getElementById(field).closest(".drop");
    const chosen = $(".chosen", drop);
    chosen.hidden = !pictures.length;
    drop.classList.toggle("full", pictures.length > 0);
    chosen.replaceChildren(
      ...pictures.map((picture) => {
        const image = make("img", { src: picture.url, alt: picture.name });
        image.addEventListener("error", () =>
          image.replaceWith(make("span", { className: "opaque", textContent: `${picture.name} (chosen; this browser cannot show it)` })),
        );
        return image;
      }),
      ...(pictures.length ? [make("span", { className: "swap", textContent: "Change" })] : []),
    );
  }

  #press(shelf, names) {
    for (const button of document.querySelectorAll(`#${shelf} button`)) {
      button.setAttribute("aria-pressed", String(names.includes(button.dataset.name)));
    }
  }
}
