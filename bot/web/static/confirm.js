// Asks once before something is gone for good.

import { $ } from "./dom.js";

export function confirmed(question, detail) {
  const dialog = $("#confirm");
  $("#confirm-question").textContent = question;
  $("#confirm-detail").textContent = detail;
  dialog.returnValue = "no";
  dialog.showModal();
  $("#confirm-no").focus();
  return new Promise((done) => dialog.addEventListener("close", () => done(dialog.returnValue === "yes"), { once: true }));
}
