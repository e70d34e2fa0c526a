// What is said of a job, in words.

import { duration, number, t } from "./texts.js";
import { choice } from "./options.js";

export function styleOf(job, presets) {
  if (!job.preset && job.styles > 1) return t("paintings", { count: number(job.styles) });
  if (!job.preset) return job.style_name.replace(/\.\w+$/, "") || t("own-painting");
  return presets?.find((each) => each.name === job.preset)?.title ?? job.preset;
}

// Headline and detail.
export function tell(job, sketched) {
  const left = job.seconds_left == null ? "" : t("left", { time: duration(job.seconds_left) });
  switch (job.state) {
    case "queued":
      return [job.position > 1 ? t("queued", { number: number(job.position) }) : t("queued-next"), left || t("queued-detail")];
    case "running":
      return job.steps
        ? [t("painting-now"), [t("step", { step: number(job.step), steps: number(job.steps) }), left].filter(Boolean).join(" · ")]
        : [t("mixing"), t(sketched ? "mixing-sketched" : "mixing-detail")];
    case "done":
      return [t(job.kept ? "kept" : "finished"), facts(job)];
    case "failed":
      return [t("failed"), ""];
    default:
      return [t("cancelled"), t("cancelled-detail")];
  }
}

function facts(job) {
  const parts = [`${number(job.width, { useGrouping: false })} × ${number(job.height, { useGrouping: false })} px`];
  if (job.step) parts.push(t("steps", { steps: number(job.step) }));
  if (job.seconds) parts.push(duration(job.seconds));
  return parts.join(" · ");
}

// Strength, or the weights that stand in its place.
export function strengthOf({ options }) {
  const { content_weight: content, style_weight: style, strength } = options;
  return content == null && style == null ? number(strength) : t("weights", { content: content ?? "–", style: style ?? "–" });
}

// Name and value of what made the picture.
export function recipeOf(job, presets) {
  const { options } = job;
  const blend = options.style_blend ?? [];
  return [
    [t("painting"), styleOf(job, presets)],
    ...(blend.length ? [[t("mix"), blend.map((each) => number(each / blend.reduce((a, b) => a + b), { style: "percent" })).join(" + ")]] : []),
    [t("strength"), strengthOf(job)],
    [t("quality"), options.preview ? t("first-sketch") : choice("quality", options.quality)],
    [t("colors"), choice("colors", options.colors)],
    [t("seed"), String(options.seed)],
    ...(job.width ? [[t("size"), `${job.width} × ${job.height}`]] : []),
    ...(job.seconds ? [[t("time"), duration(job.seconds)]] : []),
  ];
}

export function caption(job, presets) {
  switch (job.state) {
    case "queued": return job.position > 1 ? t("queued", { number: number(job.position) }) : t("queued-next");
    case "running": return job.steps ? t("caption-painting", { share: number(job.step / job.steps, { style: "percent" }) }) : t("painting-now");
    case "failed": return t("failed");
    case "cancelled": return t("cancelled");
    default: return `${styleOf(job, presets)} · ${job.options.preview ? t("first-sketch") : strengthOf(job)}`;
  }
}
