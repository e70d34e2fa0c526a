// Puts the page together: the form, the easel, and this browser's pictures.

import { ApiError, call, submitJob } from "./api.js";
import { $, announce, clearErrors, say } from "./dom.js";
import { Mine } from "./mine.js";
import { Options } from "./options.js";
import { Picks } from "./picks.js";
import { Stage } from "./stage.js";

const RETRY_MILLISECONDS = 3000;
const TITLE = document.title;

const mine = new Mine();
const stage = new Stage({
  onChange: (job) => mine.update(job),
  onRepaint: (job) => show(job),
  onForget: (id) => {
    mine.remove(id);
    location.hash = "";
  },
});

function show(job) {
  mine.update(job);
  location.hash = job.id;
}

function route() {
  const id = location.hash.slice(1);
  const isJob = /^[\w-]{16,64}$/.test(id);
  if (id === "mine" || id === "main") return;
  $("#compose").hidden = isJob;
  mine.mark(isJob ? id : null);
  if (isJob) {
    stage.open(id);
    scrollTo({ top: 0 });
  } else {
    stage.close();
    document.title = TITLE;
  }
}

function complain(error, options) {
  const owner = { content: "content", style: "style", preset: "style", styles: "style", style_blend: "style" };
  const id = owner[error.field] ?? (options.has(error.field) && document.getElementById(error.field) ? error.field : "form");
  say(id, error.message);
  const place = document.getElementById(id) ?? $("#paint");
  place.closest("details")?.setAttribute("open", "");
  (place.matches("fieldset") ? $("input", place) : place).focus({ preventScroll: true });
  document.getElementById(`${id}-error`).scrollIntoView({ block: "center" });
}

async function submit(picks, options) {
  const button = $("#paint");
  const label = $("span", button);
  const resting = label.textContent;
  clearErrors($("#compose"));
  const form = new FormData();
  button.disabled = true;
  try {
    if (!(await picks.into(form))) {
      $("#compose .pick .error:not([hidden])").scrollIntoView({ block: "center" });
      return;
    }
    options.into(form);
    announce("Sending the pictures.");
    show(await submitJob(form, (share) => (label.textContent = share < 1 ? `Sending ${Math.floor(share * 100)} %` : "Looking…")));
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    complain(error, options);
  } finally {
    button.disabled = false;
    label.textContent = resting;
  }
}

async function start() {
  let facts;
  try {
    facts = await call("/api/options");
    say("form", null);
  } catch (error) {
    say("form", error.message);
    setTimeout(start, RETRY_MILLISECONDS);
    return;
  }
  const picks = new Picks(facts);
  const options = new Options(facts);
  $("#compose").addEventListener("submit", (event) => {
    event.preventDefault();
    submit(picks, options);
  });
}

for (const name of ["dragover", "drop"]) addEventListener(name, (event) => event.preventDefault());
addEventListener("hashchange", route);
route();
start();
mine.start();
