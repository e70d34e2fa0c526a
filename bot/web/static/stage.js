// One job on the easel: from its place in the queue to the picture with its seam.

import { ApiError, cancelJob, forgetJob, keepJob, repaint } from "./api.js";
import { Compare } from "./compare.js";
import { confirmed } from "./confirm.js";
import { $, announce, make, say } from "./dom.js";
import { ENDS, follow } from "./follow.js";
import { notice, offerNotice } from "./notify.js";
import { drawRecipe } from "./recipe.js";
import { drawDownloads, share, toggleGrowth } from "./result.js";
import { tell } from "./tell.js";
import { number, t } from "./texts.js";
import { allowVariations, buildVariations, drawFamily } from "./variations.js";
import { Zoom } from "./zoom.js";

// From this share of its steps on the painting is more than the sketch.
const OVERTAKEN = 0.3;

export class Stage {
  constructor({ onChange, onRepaint, onForget, onReopen, familyOf, known }) {
    this.node = $("#stage");
    Object.assign(this, { onChange, onRepaint, onForget, familyOf, known });
    this.easel = new Compare($("#canvas"));
    this.zoom = new Zoom();
    this.#act($("#cancel"), () => this.#end(cancelJob));
    this.#act($("#keep"), () => this.#keep());
    this.#act($("#forget"), () => this.#forget());
    this.#act($("#share"), () => share(this.job));
    this.#act($("#change"), () => onReopen(this.job));
    $("#grow").addEventListener("click", () => toggleGrowth(this.job));
    $("#enlarge").addEventListener("click", () => this.zoom.open(this.job, t("painted-named", { photo: this.job.name })));
    buildVariations((button, change) => this.#act(button, async () => onRepaint(await repaint(this.id, { change }))));
    offerNotice();
  }

  // `sketch` is the address of a sketch that is seen already.
  open(id, sketch = null) {
    this.close();
    this.id = id;
    this.node.hidden = false;
    this.#blank();
    $("#headline").textContent = t("opening");
    $("#headline").focus({ preventScroll: true });
    if (sketch) this.#sketch(sketch);
    this.stop = follow(id, {
      job: (job) => this.#draw(job),
      preview: (preview) => this.#preview(preview),
      lost: (message) => this.#lost(message),
      away: (key) => this.#connection(t(key)),
      back: () => this.#connection(""),
    });
  }

  close() {
    this.stop?.();
    this.stop = this.id = this.job = null;
    this.node.hidden = true;
  }

  family() {
    if (this.job) drawFamily(this.job, this.familyOf(this.job), this.known().presets);
  }

  // The answer to a click may come after the end that it brought about.
  #draw(job) {
    if (ENDS.includes(this.job?.state) && !ENDS.includes(job.state)) return;
    const first = this.job === null;
    this.job = job;
    this.node.dataset.state = job.state;
    if (first) this.#photo(job);
    const share = job.steps ? job.step / job.steps : 0;
    if (job.state === "running" && job.steps) $("#bar").value = share;
    else $("#bar").removeAttribute("value");
    const [headline, detail] = tell(job, this.sketched);
    $("#headline").textContent = headline;
    $("#detail").textContent = detail;
    document.title = job.state === "running" && job.steps ? `${number(share, { style: "percent" })} · Impasto` : `${headline} · Impasto`;
    this.#announce(job, headline, detail, share);
    if (job.width && job.height) this.easel.shape(job.width / job.height);
    this.#offerKeep();
    $("#notes").replaceChildren(...job.notes.map((note) => make("li", { textContent: note })));
    drawRecipe(job, this.known().presets);
    if (job.kept && !ENDS.includes(job.state)) $("#detail").textContent = t("keep-heard");
    if (ENDS.includes(job.state)) this.#over(job);
    this.onChange(job);
    this.family();
  }

  // Keep means what is seen: the painting, or the sketch before it.
  #offerKeep() {
    const { job } = this;
    $("#keep").textContent = t(this.overtaken ? "keep" : "keep-sketch");
    $("#keep").hidden = job?.state !== "running" || !(this.overtaken || this.sketched) || job.kept;
  }

  #over(job) {
    $("#chip").hidden = true;
    this.#connection("");
    allowVariations(job, this.known().facts);
    if (job.state === "done") return this.#finish(job);
    this.easel.after.replaceChildren();
    this.easel.node.classList.remove("painted");
    if (job.state === "failed") say("stage", job.error?.message ?? t("failed"));
  }

  async #finish(job) {
    drawDownloads(job);
    notice(job);
    if (!(await this.easel.paint(job.result, t("painted-named", { photo: job.name }))) || this.id !== job.id) return;
    $("#enlarge").hidden = false;
    const comparable = job.inputs && (await this.easel.hasBefore());
    if (this.id !== job.id) return;
    this.node.classList.add("compare");
    if (comparable) this.easel.unveil();
  }

  // Spoken sparingly: each new state, and every quarter.
  #announce(job, headline, detail, share) {
    const key = job.state === "running" ? `running ${Math.floor(share * 4)}` : `${job.state} ${job.position}`;
    if (key === this.spoken) return;
    this.spoken = key;
    announce(`${headline}. ${detail}`);
  }

  #photo(job) {
    if (!job.inputs) return;
    const { before } = this.easel;
    before.onload = () => this.job?.width || this.easel.shape(before.naturalWidth / before.naturalHeight);
    this.easel.setBefore(`${job.url}/content`, t("photo-named", { photo: job.name }));
  }

  async #sketch(url) {
    this.sketched = true;
    this.#offerKeep();
    $("#chip").textContent = t("first-sketch");
    $("#chip").hidden = false;
    await this.easel.paint(url, t("first-sketch"));
  }

  #preview({ url, step, instant }) {
    if (instant) return this.sketched || this.#sketch(url);
    const share = this.job?.steps ? step / this.job.steps : 1;
    if (this.job?.state !== "running" || (this.sketched && share < OVERTAKEN)) return;
    this.overtaken = true;
    this.#offerKeep();
    $("#chip").hidden = true;
    this.easel.paint(url, t("painting-now"));
  }

  async #end(how) {
    const job = await how(this.id);
    if (job.id !== this.id) return;
    this.#draw(job);
    $("#headline").focus();
  }

  // Before the painting has overtaken it, the sketch is what is seen: it is made the picture.
  async #keep() {
    announce(t("keep-heard"));
    $("#detail").textContent = t("keep-heard");
    if (this.overtaken) return this.#end(keepJob);
    const { id } = this;
    const sketch = await repaint(id, { preview: true });
    await forgetJob(id).catch(() => null);
    this.onForget(id, false);
    return this.onRepaint(sketch);
  }

  async #forget() {
    if (!(await confirmed(t("delete-question"), t("delete-detail")))) return;
    const { id } = this;
    await forgetJob(id);
    this.onForget(id, true);
  }

  #connection(message) {
    const line = $("#connection");
    if (line.textContent !== message) line.textContent = message;
  }

  #lost(message) {
    this.node.dataset.state = "lost";
    $("#headline").textContent = t("lost");
    $("#detail").textContent = message;
    this.#connection("");
    announce(`${t("lost")}. ${message}`);
    this.onChange({ id: this.id, state: "lost" });
  }

  #blank() {
    this.node.dataset.state = "opening";
    Object.assign(this, { job: null, spoken: null, sketched: false, overtaken: false });
    this.node.classList.remove("compare");
    this.easel.clear();
    for (const id of ["#chip", "#enlarge", "#recipe", "#family", "#growth", "#shared", "#keep"]) $(id).hidden = true;
    $("#detail").textContent = $("#connection").textContent = "";
    $("#notes").replaceChildren();
    say("stage", null);
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
        button.disabled = false;
        button.focus();
      } finally {
        button.disabled = false;
        if (this.job && ENDS.includes(this.job.state)) allowVariations(this.job, this.known().facts);
      }
    });
  }
}
