// What can be done with a finished picture: keep it, show it to others, watch it grow.

import { shareJob } from "./api.js";
import { $, announce } from "./dom.js";
import { t } from "./texts.js";

export function drawDownloads(job) {
  $("#download").href = `${job.result}?download=1`;
  $("#download-jpeg").href = `${job.result}?format=jpeg&download=1`;
  $("#download-webp").href = `${job.result}?format=webp&download=1`;
  $("#download-comparison").hidden = !job.inputs;
  $("#download-comparison").href = `${job.url}/comparison?download=1`;
  $("#download-timelapse").hidden = $("#grow").hidden = !job.timelapse;
  if (job.timelapse) $("#download-timelapse").href = `${job.timelapse}?download=1`;
  closeGrowth();
  $("#shared").hidden = true;
}

export function toggleGrowth(job) {
  const figure = $("#growth");
  if (!figure.hidden) return closeGrowth();
  $("img", figure).src = job.timelapse;
  figure.hidden = false;
  $("#grow").setAttribute("aria-pressed", "true");
}

function closeGrowth() {
  $("#growth").hidden = true;
  $("#growth img").removeAttribute("src");
  $("#grow").setAttribute("aria-pressed", "false");
}

// The system's share sheet where there is one, else the clipboard; the address shows in any case.
export async function share(job) {
  const { url } = await shareJob(job.id);
  const address = new URL(url, location.href).href;
  $("#shared").hidden = false;
  $("#shared-url").value = address;
  if (navigator.share) {
    await navigator.share({ title: job.name, url: address }).catch(() => null);
    return;
  }
  const copied = await navigator.clipboard?.writeText(address).then(() => true, () => false);
  announce(t(copied ? "copied" : "shared"));
  $("#shared-url").focus();
  $("#shared-url").select();
}
