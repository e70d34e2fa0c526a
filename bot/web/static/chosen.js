// Shows what is chosen: in its box, and small in the bar.

import { $, make } from "./dom.js";
import { t } from "./texts.js";

export function draw(field, pictures) {
  const button = $(`#${field}-choose`);
  const chosen = $(".chosen", button);
  chosen.hidden = !pictures.length;
  button.classList.toggle("full", pictures.length > 0);
  chosen.replaceChildren(...pictures.map(image));
  $("strong", button).textContent = pictures.length
    ? pictures.map((each) => each.title).join(" + ")
    : t(field === "content" ? "drop-photo" : "drop-painting");
  $(".invite > span", button).textContent = t(pictures.length ? "choose-other" : "or-choose");
  $(`#thumb-${field}`).replaceChildren(...pictures.slice(0, 4).map((each) => make("img", { src: each.url, alt: "" })));
}

function image(picture) {
  const node = make("img", { src: picture.url, alt: "" });
  node.addEventListener("error", () => node.replaceWith(make("span", { className: "opaque", textContent: t("opaque") })), { once: true });
  return node;
}
