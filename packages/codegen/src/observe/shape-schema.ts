import { compareCodeUnits } from "@postern/core";
import type { JsonObject, JsonSchema } from "@postern/core";
import type { ObjectShape, ScalarKind, Shape } from "./shape.ts";

/** A table with more columns than a record has is shown as a table. */
const MAX_OPTIONAL_ALIKE = 24;
const ORDER: readonly ScalarKind[] = ["string", "number", "boolean", "null"];

/** The schema of a shape: it accepts every value that was seen. */
export function shapeSchema(shape: Shape): JsonSchema {
  if (shape.isAnything) {
    return {};
  }
  const kinds: JsonObject[] = [];
  if (shape.object !== undefined) {
    kinds.push(objectSchema(shape.object));
  }
  if (shape.list !== undefined) {
    kinds.push({ type: "array", items: shape.list.items === undefined ? {} : shapeSchema(shape.list.items) });
  }
  const scalars = ORDER.filter((kind) => shape.scalars.has(kind));
  if (scalars.length > 0) {
    kinds.push({ type: scalars.length === 1 ? (scalars[0] ?? "null") : scalars });
  }
  return kinds.length > 1 ? { anyOf: kinds } : (kinds[0] ?? {});
}

function objectSchema(object: ObjectShape): JsonObject {
  const entries = [...object.properties].toSorted(([a], [b]) => compareCodeUnits(a, b));
  const properties = entries.map(([name, property]): [string, JsonSchema] => [name, shapeSchema(property.shape)]);
  const required = entries.filter(([, property]) => property.count >= object.count).map(([name]) => name);
  const table = tableSchema(properties, required.length);
  if (table !== undefined) {
    return table;
  }
  return {
    type: "object",
    ...(properties.length > 0 ? { properties: Object.fromEntries(properties) } : {}),
    ...(required.length > 0 ? { required } : {}),
    ...(object.isOpen || properties.length === 0 ? { additionalProperties: true } : {}),
  };
}

/** Many properties, none of them always there and all alike: their names are keys. */
function tableSchema(properties: readonly (readonly [string, JsonSchema])[], required: number): JsonObject | undefined {
  const [first] = properties;
  if (first === undefined || required > 0 || properties.length < MAX_OPTIONAL_ALIKE) {
    return undefined;
  }
  const text = JSON.stringify(first[1]);
  const isAlike = properties.every(([, schema]) => JSON.stringify(schema) === text);
  return isAlike ? { type: "object", additionalProperties: first[1] } : undefined;
}
