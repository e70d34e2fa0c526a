// The buttons that paint another like it, and the pictures that came of them.

import { $, make } from "./dom.js";
import { caption } from "./tell.js";
import { t } from "./texts.js";

const CHANGES = ["again", "stronger", "softer", "bigger", "colors", "swap"];
const SIDE = 200;

export function buildVariations(act) {
  $("#again-actions").append(
    ...CHANGES.map((change) => {
      const button = make("button", { type: "button", id: `again-${change}`, textContent: t(`again-${change}`), title: t(`again-${change}-title`) });
      act(button, change);
      return button;
    }),
  );
}

// What would change nothing cannot be pressed.
export function allowVariations(job, facts) {
  const { strength, colors, content_weight: content, style_weight: style } = job.options;
  const weighed = content != null || style != null;
  const useless = {
    stronger: weighed || strength >= 100,
    softer: weighed || strength <= 1,
    bigger: Math.max(job.width, job.height) >= (facts?.max_size ?? Infinity),
    colors: colors === "keep",
  };
  for (const change of CHANGES) $(`#again-${change}`).disabled = Boolean(useless[change]);
}

export function drawFamily(job, family, presets) {
  const others = family.filter((each) => each.id !== job.id);
  $("#family").hidden = !others.length;
  $("#family ul").replaceChildren(
    ...others.map((each) => {
      const src = each.state === "done" ? `${each.result}?side=${SIDE}` : `${each.url}/content?side=${SIDE}`;
      return make("li", { dataset: { state: each.state } }, make("a", { href: `#${each.id}` }, make("img", { src, alt: "", width: 96, height: 72 }), make("span", { textContent: caption(each, presets) })));
    }),
  );
}
