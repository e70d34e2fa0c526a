// The photo in every preset, drawn one after the other, to pick from.

import { ApiError, sketch } from "./api.js";
import { $, make } from "./dom.js";

const SIDE = 224;
const AGAIN_MILLISECONDS = 1500;

export class Sheet {
  constructor(picks, trial) {
    Object.assign(this, { picks, trial, node: $("#sheet") });
    $("#try-all").addEventListener("click", () => this.open());
    this.node.addEventListener("close", () => this.controller?.abort());
  }

  async open() {
    const { signal } = (this.controller = new AbortController());
    this.trial.sketching.stop();
    const tiles = this.picks.presets.map((preset) => this.#tile(preset));
    for (const image of this.node.querySelectorAll("img")) URL.revokeObjectURL(image.src);
    $(".tiles", this.node).replaceChildren(...tiles.map(({ node }) => node));
    this.node.showModal();
    for (const { preset, image } of tiles) {
      const drawn = await this.#draw(preset, signal);
      if (signal.aborted) return;
      if (drawn) Object.assign(image, { src: URL.createObjectURL(drawn), hidden: false });
    }
  }

  #tile(preset) {
    const image = make("img", { alt: "", hidden: true });
    const button = make("button", { type: "button", dataset: { name: preset.name } }, make("span", { className: "cell" }, image), make("span", { textContent: preset.title }));
    button.addEventListener("click", () => {
      this.node.close();
      this.picks.takePreset(preset);
    });
    return { preset, image, node: make("li", {}, button) };
  }

  async #draw(preset, signal) {
    const form = new FormData();
    await this.trial.fill(form, preset.name);
    form.append("side", SIDE);
    while (!signal.aborted) {
      try {
        return await sketch(form, signal);
      } catch (error) {
        if (error.name === "AbortError" || !(error instanceof ApiError) || error.status !== 503) return null;
        await new Promise((done) => setTimeout(done, AGAIN_MILLISECONDS));
      }
    }
    return null;
  }
}
