// One job on the easel: from its place in the queue to the picture with its slider.

import { ApiError, cancelJob, forgetJob, getJob, keepJob, repaint } from "./api.js";
import { $, announce, make, say, words } from "./dom.js";

const RETRY_MILLISECONDS = 3000;
const ENDS = ["done", "failed", "cancelled"];
const CHANGES = [
  ["again", "Again", "The same once more, with another seed"],
  ["stronger", "Stronger", "More of the painting"],
  ["softer", "Softer", "More of the photo"],
  ["bigger", "Bigger", "The same picture, larger"],
  ["colors", "Photo’s colours", "The same brushwork in the photo’s own colours"],
  ["swap", "Swap", "The painting as the photo, the photo as the painting"],
];

export class Stage {
  constructor({ onChange, onRepaint, onForget }) {
    this.node = $("#stage");
    this.onChange = onChange;
    this.before = $(".before", this.node);
    this.after = $(".after", this.node);
    this.wipe = $("#wipe");
    this.wipe.addEventListener("input", () => this.#wipeTo(this.wipe.value));
    this.#button("#cancel", () => cancelJob(this.id));
    this.#button("#keep", () => keepJob(this.id));
    this.#button("#forget", async () => {
      await forgetJob(this.id);
      onForget(this.id);
    });
    $("#again-actions").append(
      ...CHANGES.map(([change, label, title]) => {
        const button = make("button", { type: "button", id: `again-${change}`, textContent: label, title });
        this.#act(button, async () => onRepaint(await repaint(this.id, { change })));
        return button;
      }),
    );
  }

  async open(id) {
    this.close();
    this.id = id;
    this.node.hidden = false;
    this.node.dataset.state = "opening";
    this.heard = 0;
    say("stage", null);
    this.#blank();
    $("#headline").textContent = "Opening…";
    $("#headline").focus({ preventScroll: true });
    await this.#look(id);
  }

  close() {
    this.source?.close();
    clearTimeout(this.retry);
    this.source = this.id = null;
    this.node.hidden = true;
  }

  async #look(id) {
    try {
      const job = await getJob(id);
      if (id !== this.id) return;
      this.#base(job);
      this.#draw(job);
      if (!ENDS.includes(job.state)) this.#listen(id);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (id !== this.id) return;
      if (error.status === 404) return this.#lost(error.message);
      $("#detail").textContent = `${error.message}`;
      this.retry = setTimeout(() => this.#look(id), RETRY_MILLISECONDS);
    }
  }

  #listen(id) {
    const source = (this.source = new EventSource(`/api/jobs/${id}/events`));
    const hear = (event) => id === this.id && this.#draw(JSON.parse(event.data));
    for (const name of ["queued", "progress"]) source.addEventListener(name, hear);
    source.addEventListener("preview", (event) => id === this.id && this.#preview(JSON.parse(event.data)));
    for (const name of ENDS) {
      source.addEventListener(name, (event) => {
        source.close();
        hear(event);
      });
    }
    source.addEventListener("error", () => {
      if (id !== this.id) return;
      $("#detail").textContent = "Connection lost; trying again…";
      if (source.readyState === EventSource.CLOSED) {
        this.retry = setTimeout(() => this.#look(id), RETRY_MILLISECONDS);
      }
    });
  }

  #draw(job) {
    this.job = job;
    this.node.dataset.state = job.state;
    const share = job.steps ? job.step / job.steps : 0;
    const bar = $("#bar");
    if (job.state === "running" && job.steps) bar.value = share;
    else bar.removeAttribute("value");
    const [headline, detail] = tell(job, this.node.classList.contains("painted"));
    $("#headline").textContent = headline;
    $("#detail").textContent = detail;
    document.title = job.state === "running" && job.steps ? `${Math.floor(share * 100)} % · Impasto` : `${headline} · Impasto`;
    this.#announce(job, headline, detail, share);
    if (job.width && job.height) this.#shape(job.width, job.height);
    $("#notes").replaceChildren(...job.notes.map((note) => make("li", { textContent: note })));
    if (job.state === "done") this.#finish(job);
    if (job.state === "failed") say("stage", job.error?.message ?? "The painting failed.");
    if (ENDS.includes(job.state)) $("#chip").hidden = true;
    this.onChange(job);
  }

  // Spoken sparingly: each new state, and every quarter.
  #announce(job, headline, detail, share) {
    const key = job.state === "running" ? `running ${Math.floor(share * 4)}` : `${job.state} ${job.position}`;
    if (key === this.spoken) return;
    this.spoken = key;
    announce(`${headline} ${detail}`);
  }

  #base(job) {
    const name = job.name || "the photo";
    this.before.src = `${job.url}/content`;
    this.before.alt = `${name}, before`;
    this.before.hidden = false;
    this.before.onload = () => {
      if (!this.job?.width) this.#shape(this.before.naturalWidth, this.before.naturalHeight);
    };
    this.after.alt = `${name}, painted`;
  }

  async #preview({ url, instant }) {
    const ticket = ++this.heard;
    const image = new Image();
    image.src = url;
    try {
      await image.decode();
    } catch {
      return;
    }
    if (ticket < this.shown || this.job?.state !== "running") return;
    this.shown = ticket;
    this.after.src = image.src;
    this.node.classList.add("painted");
    const chip = $("#chip");
    chip.textContent = "First sketch";
    chip.hidden = !instant;
  }

  async #finish(job) {
    const image = new Image();
    image.src = job.result;
    await image.decode().catch(() => null);
    if (this.id !== job.id) return;
    this.after.src = image.src;
    this.node.classList.add("painted", "compare");
    this.wipe.hidden = $(".seam", this.node).hidden = false;
    this.#wipeTo(this.wipe.value);
    $("#download").href = `${job.result}?download=1`;
    $("#download-jpeg").href = `${job.result}?format=jpeg&download=1`;
    $("#download-webp").href = `${job.result}?format=webp&download=1`;
    $("#download-timelapse").hidden = !job.timelapse;
    if (job.timelapse) $("#download-timelapse").href = `${job.timelapse}?download=1`;
  }

  #wipeTo(value) {
    $("#canvas").style.setProperty("--wipe", `${value}%`);
    this.wipe.setAttribute("aria-valuetext", `${value} % photo`);
  }

  #shape(width, height) {
    const canvas = $("#canvas");
    canvas.style.setProperty("--ratio", width / height);
  }

  #blank() {
    this.job = null;
    this.shown = 0;
    this.spoken = null;
    this.node.classList.remove("painted", "compare");
    this.after.removeAttribute("src");
    this.before.removeAttribute("src");
    this.before.hidden = this.wipe.hidden = $(".seam", this.node).hidden = true;
    this.wipe.value = 50;
    $("#chip").hidden = true;
    $("#detail").textContent = "";
    $("#notes").replaceChildren();
  }

  #lost(message) {
    this.node.dataset.state = "lost";
    $("#headline").textContent = "Not here any more";
    $("#detail").textContent = message;
    this.onChange({ id: this.id, state: "lost" });
  }

  #button(selector, work) {
    this.#act($(selector), async () => {
      const job = await work();
      if (job && job.id === this.id) this.#draw(job);
    });
  }

  #act(button, work) {
    button.addEventListener("click", async () => {
      say("stage", null);
      button.disabled = true;
      try {
        await work();
      } catch (error) {
        if (!(error instanceof ApiError)) throw error;
        say("stage", error.message);
      } finally {
        button.disabled = false;
      }
    });
  }
}

function tell(job, sketched) {
  const left = job.seconds_left == null ? "" : `${job.seconds_left < 1.5 ? "" : "about "}${words(job.seconds_left)} left`;
  switch (job.state) {
    case "queued":
      return [
        job.position > 1 ? `Number ${job.position} in the queue` : "Next in line",
        left ? `${capital(left)}.` : "It starts as soon as a brush is free.",
      ];
    case "running":
      return job.steps
        ? ["Painting", [`Step ${job.step} of ${job.steps}`, left].filter(Boolean).join(" · ")]
        : ["Mixing the colours", sketched ? "A quick sketch; the painting itself follows." : "A first sketch comes in a moment."];
    case "done":
      return [job.kept ? "Kept as it was" : "Finished", facts(job)];
    case "failed":
      return ["This did not work", ""];
    default:
      return ["Cancelled", "Nothing was kept of it."];
  }
}

function facts(job) {
  const parts = [`${job.width} × ${job.height} px`];
  if (job.step) parts.push(`${job.step} steps`);
  if (job.seconds) parts.push(words(job.seconds));
  parts.push(`strength ${job.options.strength}`);
  return parts.join(" · ");
}

const capital = (text) => text.charAt(0).toUpperCase() + text.slice(1);
