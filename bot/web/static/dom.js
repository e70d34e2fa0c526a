// Small helpers around the document.

export const $ = (selector, root = document) => root.querySelector(selector);

export function make(tag, properties = {}, ...children) {
  const { dataset, attributes, ...rest } = properties;
  const node = Object.assign(document.createElement(tag), rest);
  Object.assign(node.dataset, dataset);
  for (const [name, value] of Object.entries(attributes ?? {})) node.setAttribute(name, value);
  node.append(...children);
  return node;
}

export function say(id, message) {
  const line = document.getElementById(`${id}-error`);
  line.textContent = message ?? "";
  line.hidden = !message;
  const input = document.getElementById(id);
  if (message) input?.setAttribute("aria-invalid", "true");
  else input?.removeAttribute("aria-invalid");
}

export function clearErrors(root) {
  for (const line of root.querySelectorAll(".error")) say(line.id.replace(/-error$/, ""), null);
}

export function announce(message) {
  const live = $("#live");
  if (live.textContent !== message) live.textContent = message;
}

export function words(seconds) {
  if (seconds == null) return "";
  if (seconds < 1.5) return "a moment";
  if (seconds < 90) return `${Math.round(seconds)} s`;
  if (seconds < 5400) return `${Math.round(seconds / 60)} min`;
  return `${(seconds / 3600).toFixed(1)} h`;
}
