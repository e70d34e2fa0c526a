// What made the picture, beside it: painting, options, size and time.

import { $, make } from "./dom.js";
import { recipeOf } from "./tell.js";

const SIDE = 240;

export function drawRecipe(job, presets) {
  $("#recipe").hidden = false;
  const urls = job.inputs ? Array.from({ length: job.styles }, (_, index) => `${job.url}/style?n=${index}&side=${SIDE}`) : [];
  const sources = $("#recipe .sources");
  if (sources.dataset.id !== job.id) {
    sources.dataset.id = job.id;
    sources.replaceChildren(...urls.map((src) => make("img", { src, alt: "", width: 72, height: 72, loading: "lazy" })));
  }
  $("#recipe dl").replaceChildren(
    ...recipeOf(job, presets).flatMap(([name, value]) => [make("dt", { textContent: name }), make("dd", { textContent: value })]),
  );
}
