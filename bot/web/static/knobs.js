// One knob for experts: its control, its range, a sentence for people, and whether what was written can be read.

import { make } from "./dom.js";
import { has, number, t } from "./texts.js";

const PLAIN = { useGrouping: false, maximumFractionDigits: 20 };
const TOO_MANY_TO_SAY = 1e6;
const isNumber = (schema) => schema.type === "integer" || schema.type === "number";

export function knob(name, schema, standard) {
  const node = control(name, schema, standard);
  Object.assign(node, { id: name, name });
  node.setAttribute("aria-describedby", `${name}-hint ${name}-error`);
  return make(
    "div",
    { className: `knob ${schema.type}` },
    make("label", { htmlFor: name, textContent: t(`knob-${name}`) }),
    node,
    make("p", { className: "hint", id: `${name}-hint`, textContent: [t(`hint-${name}`), range(schema)].filter(Boolean).join(" ") }),
    make("p", { className: "error", id: `${name}-error`, hidden: true, attributes: { role: "alert" } }),
  );
}

// What is wrong with a written value, or null.
export function read(written, schema) {
  const text = written.trim();
  if (!text || !isNumber(schema)) return null;
  if (/^-?\d+,\d+$/.test(text)) return t("decimal-point", { value: text, instead: text.replace(",", ".") });
  const value = Number(text);
  if (!Number.isFinite(value)) return t("not-a-number", { value: text });
  if (schema.type === "integer" && !Number.isInteger(value)) return t("not-whole", { value: text });
  const least = schema.minimum ?? schema.exclusiveMinimum ?? -Infinity;
  const within = value >= least && value !== schema.exclusiveMinimum && value <= (schema.maximum ?? Infinity);
  return within ? null : t("out-of-range", { value: text, range: range(schema, Infinity) });
}

function range(schema, most = TOO_MANY_TO_SAY) {
  if (!isNumber(schema)) return "";
  const least = schema.minimum ?? schema.exclusiveMinimum;
  return schema.maximum === undefined || schema.maximum >= most ? "" : t("range", { least: number(least, PLAIN), most: number(schema.maximum, PLAIN) });
}

function control(name, schema, standard) {
  if (schema.enum) {
    const option = (value) =>
      make("option", { value, textContent: has(`choice-${name}-${value}`) ? t(`choice-${name}-${value}`) : value, selected: value === schema.default });
    return make("select", {}, ...schema.enum.map(option));
  }
  if (schema.type === "boolean") return make("input", { type: "checkbox", checked: schema.default });
  return make("input", {
    type: "text", placeholder: standard || t("automatic"), spellcheck: false, autocapitalize: "off",
    inputMode: schema.type === "integer" ? "numeric" : schema.type === "number" ? "decimal" : "text",
  });
}
