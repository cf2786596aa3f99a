import { isJsonObject } from "@postern/core";
import type { JsonObject, JsonValue } from "@postern/core";
import { isPlainName } from "./plain-name.ts";
import type { ObjectShape, ScalarKind, Shape } from "./shape.ts";
import { createShape } from "./shape.ts";

const LETTERS: Readonly<Record<ScalarKind, string>> = { string: "s", number: "n", boolean: "b", null: "0" };

/** A shape as JSON, to be stored. */
export function writeShape(shape: Shape): JsonObject {
  const scalars = [...shape.scalars].map((kind) => LETTERS[kind]).join("");
  return {
    ...(scalars === "" ? {} : { k: scalars }),
    ...(shape.isAnything ? { x: true } : {}),
    ...(shape.list === undefined ? {} : { l: shape.list.items === undefined ? {} : writeShape(shape.list.items) }),
    ...(shape.object === undefined ? {} : { o: writeObject(shape.object) }),
  };
}

function writeObject(object: ObjectShape): JsonObject {
  const properties = [...object.properties].map(([name, { count, shape }]): [string, JsonValue] => [
    name,
    [count, writeShape(shape)],
  ]);
  return { n: object.count, p: Object.fromEntries(properties), ...(object.isOpen ? { open: true } : {}) };
}

/** The shape that was written; `undefined` where the text is none, so that a damaged store only costs what it held. */
export function readShape(value: JsonValue | undefined, depth = 0): Shape | undefined {
  if (!isJsonObject(value) || depth > 32) {
    return undefined;
  }
  const shape = createShape();
  shape.isAnything = value["x"] === true;
  const letters = typeof value["k"] === "string" ? value["k"] : "";
  for (const kind of ["string", "number", "boolean", "null"] as const) {
    if (letters.includes(LETTERS[kind])) {
      shape.scalars.add(kind);
    }
  }
  if (value["l"] !== undefined) {
    const items = readShape(value["l"], depth + 1);
    shape.list = items === undefined || isEmpty(items) ? {} : { items };
  }
  const object = value["o"];
  if (isJsonObject(object)) {
    shape.object = readObject(object, depth);
  }
  return shape;
}

function readObject(object: JsonObject, depth: number): ObjectShape {
  const properties: ObjectShape["properties"] = new Map();
  for (const [name, entry] of Object.entries(isJsonObject(object["p"]) ? object["p"] : {})) {
    const [count, written] = Array.isArray(entry) ? (entry as readonly JsonValue[]) : [];
    const shape = readShape(written, depth + 1);
    if (typeof count === "number" && shape !== undefined && isPlainName(name)) {
      properties.set(name, { count, shape });
    }
  }
  return { count: typeof object["n"] === "number" ? object["n"] : 0, properties, isOpen: object["open"] === true };
}

function isEmpty(shape: Shape): boolean {
  return shape.scalars.size === 0 && shape.list === undefined && shape.object === undefined && !shape.isAnything;
}
