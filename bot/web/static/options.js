// The options: ranges and defaults come from the server, which knows them once; the words from the language.

import { $, $$, make, say } from "./dom.js";
import { knob, read } from "./knobs.js";
import { duration, has, number, t } from "./texts.js";

const SIZES = [256, 384, 512, 768, 1024, 1280, 1536, 2048, 3072, 4096];
const AT_HAND = ["strength", "quality", "colors", "size"];
const BY_OTHER_MEANS = ["style_blend", "preview"];
const WEIGHTS = ["content_weight", "style_weight"];

const flat = (schema) => ({ ...schema, ...schema.anyOf?.find((each) => each.type !== "null") });
export const choice = (name, value) => (has(`choice-${name}-${value}`) ? t(`choice-${name}-${value}`) : value);

export class Options {
  constructor(facts, onChange) {
    this.onChange = onChange;
    this.schemas = Object.fromEntries(Object.entries(facts.options).map(([name, schema]) => [name, flat(schema)]));
    this.#limit(facts);
    this.#strength();
    this.#segments("quality");
    this.#segments("colors");
    this.#sizes();
    const expert = Object.keys(this.schemas).filter((name) => ![...AT_HAND, ...BY_OTHER_MEANS].includes(name));
    $("#knobs").append(...expert.map((name) => knob(name, this.schemas[name], this.#default(name))));
    for (const node of this.#nodes()) node.addEventListener("input", () => this.#changed(node));
    $("#reset").addEventListener("click", () => this.set({}));
    this.#changed();
  }

  // What differs from the defaults, as it is written.
  values() {
    const names = Object.keys(this.schemas).filter((name) => !BY_OTHER_MEANS.includes(name));
    const written = names.map((name) => [name, this.#written(name)]);
    return Object.fromEntries(written.filter(([name, value]) => value !== "" && value !== this.#default(name)));
  }

  // Puts given values into the form, and the defaults everywhere else.
  set(values) {
    for (const node of this.#nodes()) {
      const value = String(values[node.name] ?? this.#default(node.name));
      if (node.type === "radio") node.checked = node.value === value;
      else if (node.type === "checkbox") node.checked = value === "true";
      else if (node.name in values || ["range", "select-one"].includes(node.type)) node.value = value;
      else node.value = "";
    }
    for (const name of Object.keys(this.schemas)) if (this.has(name)) say(name, null);
    this.#changed();
  }

  // Says in place what cannot be read or is out of range; the first such field, or null.
  wrong() {
    const wrong = Object.keys(this.schemas).filter((name) => {
      const node = document.getElementById(name);
      if (!node?.matches("input[type=text]")) return false;
      const complaint = read(node.value, this.schemas[name]);
      say(name, complaint);
      return complaint;
    });
    return wrong[0] ?? null;
  }

  // Whether what is written there can be sent.
  readable(name) {
    return read(this.#written(name), this.schemas[name]) === null;
  }

  has(name) {
    return name in this.schemas && document.getElementById(`${name}-error`) !== null;
  }

  // How long each quality takes here, measured: under its name, once that is known.
  showSeconds(seconds) {
    for (const { value, nextElementSibling: label } of $$("#quality input")) {
      const each = seconds[value];
      $("small", label).hidden = each == null;
      $("small", label).textContent = each == null ? "" : t("about", { time: duration(each) });
    }
  }

  #limit(facts) {
    const qualities = this.schemas.quality.enum;
    this.schemas.quality.enum = qualities.slice(0, qualities.indexOf(facts.max_quality) + 1);
    for (const [name, most] of [["size", facts.max_size], ["width", facts.max_size], ["iterations", facts.max_iterations]]) {
      this.schemas[name].maximum = Math.min(this.schemas[name].maximum, most);
    }
  }

  #nodes() {
    return $$("#compose [name]").filter((node) => node.name in this.schemas);
  }

  #written(name) {
    const node = $(`#compose [name="${name}"]`);
    if (!node || (name === "strength" && node.disabled)) return "";
    if (node.type === "checkbox") return String(node.checked);
    if (node.type === "radio") return $(`#compose [name="${name}"]:checked`)?.value ?? "";
    return node.value.trim();
  }

  #default(name) {
    const value = this.schemas[name].default;
    return Array.isArray(value) ? value.join(",") : value == null ? "" : String(value);
  }

  #changed(node) {
    if (node?.matches("input[type=text]")) say(node.name, null);
    const weighed = WEIGHTS.some((name) => $(`#${name}`).value.trim());
    $("#strength").disabled = weighed;
    $("#strength-hint").hidden = !weighed;
    this.#showStrength();
    this.onChange?.(node);
  }

  #strength() {
    const { minimum, maximum, default: value } = this.schemas.strength;
    Object.assign($("#strength"), { min: minimum, max: maximum, value });
  }

  #showStrength() {
    const range = $("#strength");
    $("#strength-value").textContent = range.disabled ? "–" : number(range.value);
    range.style.setProperty("--at", `${((range.value - range.min) / (range.max - range.min)) * 100}%`);
    range.setAttribute("aria-valuetext", t("strength-value", { strength: range.value }));
  }

  #segments(name) {
    const schema = this.schemas[name];
    const label = (value) =>
      make(
        "label",
        {},
        make("input", { type: "radio", name, value, checked: value === schema.default }),
        make("span", {}, choice(name, value), ...(name === "quality" ? [make("small", { textContent: "\u00a0" })] : [])),
      );
    $(`#${name} .segments`).append(...schema.enum.map(label));
  }

  #sizes() {
    const { minimum, maximum } = this.schemas.size;
    const fitting = SIZES.filter((size) => size >= minimum && size <= maximum);
    $("#size").append(
      make("option", { value: "", textContent: t("automatic") }),
      ...fitting.map((size) => make("option", { value: size, textContent: `${size} px` })),
    );
  }
}
