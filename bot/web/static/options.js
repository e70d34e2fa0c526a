// The options: their ranges, defaults and meanings come from the server, which knows them once.

import { $, make } from "./dom.js";

const SIZES = [256, 384, 512, 768, 1024, 1280, 1536, 2048, 3072, 4096];
const AT_HAND = ["strength", "quality", "colors", "size"];
const BY_OTHER_MEANS = ["style_blend", "preview"];
const CHOICES = {
  draft: "Draft", standard: "Standard", fine: "Fine",
  style: "Painting’s", keep: "Photo’s", match: "Matched",
  lbfgs: "L-BFGS", adam: "Adam", max: "Max", avg: "Average", content: "The photo", noise: "Noise",
};
const LABELS = {
  iterations: "Iterations", optimizer: "Optimiser", init: "Start from", tv_weight: "Smoothness", pooling: "Pooling",
  style_scale: "Size of brush strokes", timelapse: "Timelapse",
};
const label = (name) => LABELS[name] ?? name.charAt(0).toUpperCase() + name.slice(1).replaceAll("_", " ");
const flat = (schema) => ({ ...schema, ...schema.anyOf?.find((each) => each.type !== "null") });

export class Options {
  constructor(facts) {
    this.schemas = Object.fromEntries(
      Object.entries(facts.options).map(([name, schema]) => [name, flat(schema)]),
    );
    const qualities = this.schemas.quality.enum;
    this.schemas.quality.enum = qualities.slice(0, qualities.indexOf(facts.max_quality) + 1);
    this.schemas.size.maximum = Math.min(this.schemas.size.maximum, facts.max_size);
    this.schemas.width.maximum = Math.min(this.schemas.width.maximum, facts.max_size);
    this.schemas.iterations.maximum = Math.min(this.schemas.iterations.maximum, facts.max_iterations);
    this.#strength();
    this.#segments("quality");
    this.#segments("colors");
    this.#sizes();
    const expert = Object.keys(this.schemas).filter((name) => ![...AT_HAND, ...BY_OTHER_MEANS].includes(name));
    $("#knobs").append(...expert.map((name) => this.#knob(name)));
  }

  // Only what differs from the defaults is sent.
  into(form) {
    for (const name of Object.keys(this.schemas)) {
      const value = this.#value(name);
      if (value !== "" && value !== this.#default(name)) form.append(name, value);
    }
  }

  has(name) {
    return name in this.schemas;
  }

  #value(name) {
    const node = document.querySelector(`#compose [name="${name}"]`);
    if (!node) return "";
    if (node.type === "checkbox") return String(node.checked);
    if (node.type === "radio") return $(`#compose [name="${name}"]:checked`)?.value ?? "";
    return node.value.trim();
  }

  #default(name) {
    const value = this.schemas[name].default;
    return Array.isArray(value) ? value.join(",") : value === null ? "" : String(value);
  }

  #strength() {
    const { minimum, maximum, default: value } = this.schemas.strength;
    const range = Object.assign($("#strength"), { min: minimum, max: maximum, value });
    const show = () => {
      $("#strength-value").textContent = range.value;
      range.style.setProperty("--at", `${((range.value - minimum) / (maximum - minimum)) * 100}%`);
      range.setAttribute("aria-valuetext", `${range.value} of ${maximum}, from photo to painting`);
    };
    range.addEventListener("input", show);
    show();
  }

  #segments(name) {
    const schema = this.schemas[name];
    $(`#${name} .segments`).append(
      ...schema.enum.map((value) =>
        make(
          "label",
          {},
          make("input", { type: "radio", name, value, checked: value === schema.default }),
          make("span", { textContent: CHOICES[value] ?? value }),
        ),
      ),
    );
    $(`#${name}`).title = schema.description;
  }

  #sizes() {
    const { minimum, maximum } = this.schemas.size;
    const fitting = SIZES.filter((size) => size >= minimum && size <= maximum);
    $("#size").append(
      make("option", { value: "", textContent: "Automatic" }),
      ...fitting.map((size) => make("option", { value: size, textContent: `${size} px` })),
    );
    $("#size").title = this.schemas.size.description;
  }

  #knob(name) {
    const schema = this.schemas[name];
    const control = this.#control(name, schema);
    control.id = name;
    control.name = name;
    control.setAttribute("aria-describedby", `${name}-hint ${name}-error`);
    return make(
      "div",
      { className: `knob ${schema.type}` },
      make("label", { htmlFor: name, textContent: label(name) }),
      control,
      make("p", { className: "hint", id: `${name}-hint`, textContent: schema.description }),
      make("p", { className: "error", id: `${name}-error`, hidden: true, attributes: { role: "alert" } }),
    );
  }

  #control(name, schema) {
    if (schema.enum) {
      return make(
        "select",
        {},
        ...schema.enum.map((value) =>
          make("option", { value, textContent: CHOICES[value] ?? value, selected: value === schema.default }),
        ),
      );
    }
    if (schema.type === "boolean") return make("input", { type: "checkbox", checked: schema.default });
    const placeholder = this.#default(name) || "automatic";
    if (schema.type === "integer" || schema.type === "number") {
      return make("input", {
        type: "number", placeholder, inputMode: schema.type === "integer" ? "numeric" : "decimal",
        min: schema.minimum ?? schema.exclusiveMinimum ?? "", max: schema.maximum ?? "",
        step: schema.type === "integer" ? "1" : "any",
      });
    }
    return make("input", { type: "text", placeholder, spellcheck: false });
  }
}
