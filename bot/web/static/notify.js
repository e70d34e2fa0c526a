// Tells of a finished picture when the page is not looked at, if the person asked for that.

import { $ } from "./dom.js";
import { t } from "./texts.js";

const possible = "Notification" in window && window.isSecureContext;
let asked = false;

export function offerNotice() {
  const button = $("#notify");
  button.hidden = !possible || Notification.permission === "denied";
  button.addEventListener("click", async () => {
    asked = (await Notification.requestPermission()) === "granted";
    button.textContent = t(asked ? "notify-yes" : "notify-no");
    button.disabled = true;
  });
}

export function notice(job) {
  if (!asked || !document.hidden) return;
  const note = new Notification(t("finished"), { body: job.name, icon: `${document.body.dataset.static}/icon-192.png`, tag: job.id });
  note.addEventListener("click", () => {
    focus();
    note.close();
  });
}
