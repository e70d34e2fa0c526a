// What lies ready to be taken: sample photos, and presets in their groups.

import { call } from "./api.js";
import { $, $$, make } from "./dom.js";
import { has, t } from "./texts.js";

const SIDE = 128;

export async function fill(id, path, take) {
  const entries = await call(path).catch(() => []);
  const shelf = document.getElementById(id);
  shelf.hidden = !entries.length;
  const groups = Map.groupBy ? Map.groupBy(entries, (each) => each.group ?? "") : grouped(entries);
  const items = [...groups].flatMap(([group, those]) => [
    ...(has(`group-${group}`) ? [make("li", { className: "group", textContent: t(`group-${group}`) })] : []),
    ...those.map((entry) => make("li", {}, button(entry, take))),
  ]);
  $("ul", shelf).replaceChildren(...items);
  return entries;
}

export function press(id, names) {
  for (const each of $$(`#${id} button`)) each.setAttribute("aria-pressed", String(names.includes(each.dataset.name)));
}

function button(entry, take) {
  const image = make("img", {
    src: `${entry.image}?side=${SIDE}`, alt: "", loading: "lazy", decoding: "async", width: 80, height: 80, draggable: false,
  });
  const node = make(
    "button",
    { type: "button", dataset: { name: entry.name }, attributes: { "aria-pressed": "false" } },
    image,
    make("span", { textContent: entry.title }),
  );
  node.addEventListener("click", () => take(entry));
  return node;
}

function grouped(entries) {
  const groups = new Map();
  for (const each of entries) groups.set(each.group ?? "", [...(groups.get(each.group ?? "") ?? []), each]);
  return groups;
}
