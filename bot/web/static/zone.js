// Where files come from: chosen, dropped on a box or beside them, pasted, or taken with the camera.

import { $, $$, say } from "./dom.js";
import { t } from "./texts.js";

const PHONE = matchMedia("(pointer: coarse)");

// `take(field, files)` gets them; `guess()` says which field files without an address are for.
export function openZones(take, guess) {
  for (const field of ["content", "style"]) {
    const section = $(`#pick-${field}`);
    reader($(`#${field}`), $(`#${field}-choose`), (files) => take(field, files));
    dropped(section, (files) => take(field, files), field);
  }
  const camera = $("#content-camera");
  camera.hidden = !PHONE.matches;
  reader($("#camera"), camera, (files) => take("content", files));
  elsewhere(take, guess);
  document.addEventListener("paste", (event) => paste(event, take, guess));
}

function reader(input, button, take) {
  button.addEventListener("click", () => input.click());
  input.addEventListener("change", () => {
    if (input.files.length) take([...input.files]);
    input.value = "";
  });
}

function dropped(section, take, field) {
  const drop = $(".drop", section);
  let depth = 0;
  section.addEventListener("dragenter", () => drop.classList.toggle("over", ++depth > 0));
  section.addEventListener("dragleave", () => drop.classList.toggle("over", --depth > 0));
  section.addEventListener("drop", (event) => {
    event.preventDefault();
    event.stopPropagation();
    depth = 0;
    for (const each of $$(".drop.over")) each.classList.remove("over");
    if (event.dataTransfer.files.length) take([...event.dataTransfer.files]);
    else say(field, t("not-a-file"));
  });
}

function elsewhere(take, guess) {
  addEventListener("dragover", (event) => event.preventDefault());
  addEventListener("drop", (event) => {
    event.preventDefault();
    if (!$("#compose").hidden && event.dataTransfer.files.length) take(guess(), [...event.dataTransfer.files]);
  });
}

function paste(event, take, guess) {
  const files = [...(event.clipboardData?.files ?? [])];
  if (!files.length || $("#compose").hidden) return;
  event.preventDefault();
  const section = document.activeElement?.closest(".pick");
  take(section ? section.id.replace("pick-", "") : guess(), files);
}
