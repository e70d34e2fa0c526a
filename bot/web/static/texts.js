// The sentences of the page, in its language: the server puts them beside the page.

const TEXTS = JSON.parse(document.getElementById("texts").textContent);
export const LANGUAGE = document.documentElement.lang;

export const has = (key) => key in TEXTS;

// `t("step", { step: 3 })` fills in what stands in braces.
export function t(key, values = {}) {
  return TEXTS[key].replace(/\{(\w+)\}/g, (whole, name) => (name in values ? values[name] : whole));
}

export const number = (value, options) => new Intl.NumberFormat(LANGUAGE, options).format(value);

const unit = (value, name, digits = 0) =>
  number(value, { style: "unit", unit: name, unitDisplay: "short", maximumFractionDigits: digits });

export function duration(seconds) {
  if (seconds == null) return "";
  if (seconds < 90) return unit(Math.max(1, Math.round(seconds)), "second");
  if (seconds < 5400) return unit(Math.round(seconds / 60), "minute");
  return unit(seconds / 3600, "hour", 1);
}

export const megabytes = (bytes) => unit(Math.max(0.1, bytes / 1e6), "megabyte", bytes < 1e7 ? 1 : 0);
