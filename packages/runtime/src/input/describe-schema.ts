import { asNode, resolve } from "./schema-location.ts";

const MAX_CHARS = 200;
const MAX_MEMBERS = 8;
const MAX_DEPTH = 3;
/** How each limit is said; `#` stands for the number. */
const LIMITS: readonly (readonly [string, string])[] = [
  ["minimum", "at least #"],
  ["exclusiveMinimum", "more than #"],
  ["maximum", "at most #"],
  ["exclusiveMaximum", "less than #"],
  ["multipleOf", "a multiple of #"],
  ["minLength", "at least # characters"],
  ["maxLength", "at most # characters"],
  ["minItems", "at least # items"],
  ["maxItems", "at most # items"],
  ["minProperties", "at least # properties"],
  ["maxProperties", "at most # properties"],
];

/** A schema in a few words, as in `"open" | "closed"` or `integer, at least 1`. */
export function describeSchema(schema: unknown, lookup: Readonly<Record<string, unknown>>): string {
  const text = kindOf(schema, { lookup, depth: 0 });
  return text.length > MAX_CHARS ? `${text.slice(0, MAX_CHARS)} …` : text;
}

/** A value in a few words, as in `string "opne"`. */
export function describeValue(value: unknown): string {
  if (value === undefined || value === null || typeof value === "boolean") {
    return value === undefined ? "nothing" : String(value);
  }
  const kind = Array.isArray(value) ? "array" : typeof value;
  return `${kind} ${preview(value)}`;
}

interface Walk {
  readonly lookup: Readonly<Record<string, unknown>>;
  readonly depth: number;
}

function kindOf(schema: unknown, walk: Walk): string {
  const node = asNode(schema);
  if (typeof schema !== "object" || walk.depth > MAX_DEPTH) {
    return schema === false ? "nothing" : "any value";
  }
  const target = resolve(node, walk.lookup);
  if (target !== undefined) {
    return kindOf(target, { ...walk, depth: walk.depth + 1 });
  }
  if ("const" in node) {
    return preview(node["const"]);
  }
  if (Array.isArray(node["enum"])) {
    return alternatives(node["enum"].map(preview));
  }
  for (const keyword of ["anyOf", "oneOf"]) {
    const members = node[keyword];
    if (Array.isArray(members) && members.length > 0) {
      return alternatives(members.map((member) => kindOf(member, { ...walk, depth: walk.depth + 1 })));
    }
  }
  return [typeName(node, walk), ...limits(node)].join(", ");
}

function typeName(node: Readonly<Record<string, unknown>>, walk: Walk): string {
  const type = node["type"];
  if (Array.isArray(type)) {
    return alternatives(type.map(String));
  }
  if (type === "array" && typeof node["items"] === "object") {
    return `array of ${kindOf(node["items"], { ...walk, depth: walk.depth + 1 })}`;
  }
  if (type === "object" || (type === undefined && "properties" in node)) {
    return objectName(node);
  }
  return typeof type === "string" ? type : "any value";
}

function objectName(node: Readonly<Record<string, unknown>>): string {
  const required = node["required"];
  const names = Array.isArray(required) ? required.map(String) : [];
  const shown = names.slice(0, MAX_MEMBERS).join(", ");
  return names.length === 0 ? "object" : `object with ${shown}${names.length > MAX_MEMBERS ? ", …" : ""}`;
}

function limits(node: Readonly<Record<string, unknown>>): readonly string[] {
  return LIMITS.filter(([keyword]) => typeof node[keyword] === "number").map(([keyword, words]) =>
    words.replace("#", String(node[keyword])),
  );
}

function alternatives(members: readonly string[]): string {
  const distinct = [...new Set(members)];
  const shown = distinct.slice(0, MAX_MEMBERS).join(" | ");
  return distinct.length > MAX_MEMBERS ? `${shown} | … (${distinct.length} in all)` : shown;
}

function preview(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 60 ? `${text.slice(0, 60)} …` : text;
}
