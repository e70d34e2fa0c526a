// Shows /api/openapi.json to people.

import { call } from "./api.js";
import { $, make } from "./dom.js";

const code = (text) => make("code", { textContent: text });

function kind(schema = {}) {
  const one = schema.anyOf?.find((each) => each.type !== "null") ?? schema;
  if (one.$ref) return one.$ref.split("/").at(-1);
  if (one.enum) return one.enum.join(" | ");
  if (one.format === "binary") return "file";
  const range = one.minimum !== undefined ? ` ${one.minimum}–${one.maximum ?? ""}` : "";
  return one.type === "array" ? `${kind(one.items)}[]` : `${one.type ?? "any"}${range}`;
}

function table(rows) {
  const line = ([name, type, meaning]) =>
    make("tr", {}, make("th", { scope: "row" }, code(name)), make("td", { textContent: type }), make("td", { textContent: meaning ?? "" }));
  return make("div", { className: "scroll", tabIndex: 0, attributes: { role: "group", "aria-label": "Values" } }, make("table", {}, make("tbody", {}, ...rows.map(line))));
}

function section(path, method, operation) {
  const rows = operation.parameters.map((each) => [each.name, kind(each.schema), each.description ?? each.in]);
  for (const { schema } of Object.values(operation.requestBody?.content ?? {})) {
    for (const [name, each] of Object.entries(schema.properties)) rows.push([name, kind(each), each.description]);
  }
  const answers = Object.entries(operation.responses).map(([status, { content, description }]) => {
    const [[type, { schema }] = [null, {}]] = Object.entries(content ?? {});
    return [status, type === "application/json" ? kind(schema) : Object.keys(content ?? {}).join(", "), description];
  });
  return make(
    "section",
    { className: "call" },
    make("h2", {}, make("span", { className: "method", textContent: method.toUpperCase() }), " ", code(path)),
    make("p", { textContent: operation.summary }),
    ...(rows.length ? [table(rows)] : []),
    make("h3", { textContent: "Answers" }),
    table(answers),
  );
}

function shape([name, schema]) {
  const rows = Object.entries(schema.properties).map(([key, each]) => [key, kind(each), each.description]);
  return make("section", { className: "call" }, make("h2", {}, code(name)), make("p", { textContent: schema.description ?? "" }), table(rows));
}

const description = await call("/api/openapi.json");
$("#calls").append(
  ...Object.entries(description.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => section(path, method, operation)),
  ),
  ...Object.entries(description.components.schemas).filter(([, schema]) => schema.properties).map(shape),
);
