// Asks for sketches, one at a time: the newest wins, and a busy server is asked again.

import { ApiError, sketch } from "./api.js";

const REST_MILLISECONDS = 120;
const AGAIN_MILLISECONDS = 1500;
const TRIES = 4;

export class Sketching {
  // Resolves to the sketch, or to null when a newer one was asked for. `fill(form)` puts in what is to be drawn.
  async draw(fill) {
    this.controller?.abort();
    const { signal } = (this.controller = new AbortController());
    try {
      await pause(REST_MILLISECONDS, signal);
      const form = new FormData();
      await fill(form);
      return signal.aborted ? null : await this.#patiently(form, signal);
    } catch (error) {
      if (error.name === "AbortError") return null;
      throw error;
    }
  }

  stop() {
    this.controller?.abort();
  }

  async #patiently(form, signal) {
    for (let tried = 1; ; tried += 1) {
      try {
        return await sketch(form, signal);
      } catch (error) {
        if (!(error instanceof ApiError) || error.status !== 503 || tried === TRIES) throw error;
        await pause(AGAIN_MILLISECONDS, signal);
      }
    }
  }
}

function pause(milliseconds, signal) {
  return new Promise((done, fail) => {
    setTimeout(done, milliseconds);
    signal.addEventListener("abort", () => fail(new DOMException("", "AbortError")), { once: true });
  });
}
