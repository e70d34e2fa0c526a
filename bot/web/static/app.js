// Puts the page together: the form, the easel, and this browser's pictures.

import { ApiError, call } from "./api.js";
import { $, announce } from "./dom.js";
import { Form } from "./form.js";
import { Mine } from "./mine.js";
import { Stage } from "./stage.js";
import { LANGUAGE, t } from "./texts.js";

const RETRY_MILLISECONDS = 3000;
const TITLE = document.title;

let form = null;
const known = () => ({ presets: form?.picks.presets, facts: form?.facts });

const mine = new Mine({
  known,
  onGone: (id) => id === stage.id && (location.hash = ""),
  onNews: () => stage.family(),
});
const stage = new Stage({
  known,
  familyOf: (job) => mine.familyOf(job),
  onChange: (job) => mine.update(job),
  onRepaint: (job) => show(job),
  onForget: (id, leave) => {
    mine.remove(id);
    if (!leave) return;
    location.hash = "";
    announce(t("deleted"));
  },
  onReopen: async (job) => {
    location.hash = "";
    await form?.reopen(job);
  },
});

function show(job) {
  mine.update(job);
  location.hash = job.id;
}

function route() {
  const id = location.hash.slice(1);
  const isJob = /^[\w-]{16,64}$/.test(id);
  $("#compose").hidden = isJob;
  mine.mark(isJob ? id : null);
  if (isJob) {
    stage.open(id, form?.sketchFor(id));
    scrollTo({ top: 0 });
  } else {
    const left = !stage.node.hidden;
    stage.close();
    document.title = TITLE;
    if (left) $("#compose h1").focus({ preventScroll: true });
  }
}

// These move the focus and leave the address alone, which names the job.
function leap(selector, target) {
  $(selector).addEventListener("click", (event) => {
    event.preventDefault();
    $(target).focus();
    $(target).scrollIntoView({ block: "start" });
  });
}

async function start() {
  let facts;
  try {
    facts = await call("/api/options");
    $("#form-error").hidden = true;
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    $("#form-error").textContent = error.message;
    $("#form-error").hidden = false;
    setTimeout(start, RETRY_MILLISECONDS);
    return;
  }
  form = new Form(facts, show);
  await form.picks.ready;
  mine.draw();
}

$("#language").addEventListener("change", (event) => {
  if (event.target.value !== LANGUAGE) location.href = `/?lang=${event.target.value}${location.hash}`;
});
leap(".skip", "#main");
leap("#to-mine", "#mine");
addEventListener("hashchange", route);
route();
start();
mine.start();
