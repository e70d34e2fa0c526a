// Small helpers around the document.

export const $ = (selector, root = document) => root.querySelector(selector);
export const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];

export function make(tag, properties = {}, ...children) {
  const { dataset, attributes, ...rest } = properties;
  const node = Object.assign(document.createElement(tag), rest);
  Object.assign(node.dataset, dataset);
  for (const [name, value] of Object.entries(attributes ?? {})) node.setAttribute(name, value);
  node.append(...children);
  return node;
}

// Says or clears what is wrong with the field `id`, in the line `<id>-error`.
export function say(id, message) {
  const line = document.getElementById(`${id}-error`);
  line.textContent = message ?? "";
  line.hidden = !message;
  const input = document.getElementById(id);
  if (!input?.matches("input:not([type=file]), select")) return;
  if (message) input.setAttribute("aria-invalid", "true");
  else input.removeAttribute("aria-invalid");
}

export function clearErrors(root) {
  for (const line of $$(".error", root)) say(line.id.replace(/-error$/, ""), null);
}

export function announce(message) {
  const live = $("#live");
  if (live.textContent !== message) live.textContent = message;
}

for (const dialog of $$("dialog")) {
  for (const button of $$("[data-close]", dialog)) button.addEventListener("click", () => dialog.close());
}
