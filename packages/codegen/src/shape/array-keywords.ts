import { isSchema, schemaList } from "../schema/subschemas.ts";
import { EVERY_ARRAY } from "./array-shape.ts";
import type { ArrayShape } from "./array-shape.ts";
import type { JsonPrimitive } from "@postern/core";
import type { SchemaContext } from "./schema-context.ts";
import { evaluatedItems } from "./evaluated.ts";
import { ANY_NODE, NEVER_NODE } from "./node.ts";
import type { Node } from "./node.ts";
import { isNone, NONE, uniteParts } from "./part.ts";
import type { Part } from "./part.ts";
import { EVERY_VALUE, isEmpty } from "./shape.ts";
import type { Shape } from "./shape.ts";

/** More fixed places than this are taken as any item. */
const MAX_PREFIX = 64;
const MAX_WRITTEN_PLACES = 3;
const MAX_WRITTEN_VALUES = 3;

/** What the keywords for arrays say; other kinds are untouched. */
export function arrayKeywords(context: SchemaContext): Shape {
  const { prefix, rest } = itemNodes(context);
  const minItems = Math.max(count(context.keyword("minItems")) ?? 0, containedItems(context));
  const maxItems = count(context.keyword("maxItems")) ?? Infinity;
  const isEvery = prefix.length === 0 && rest.key === "" && minItems === 0 && maxItems === Infinity;
  if (isEvery) {
    return EVERY_VALUE;
  }
  if (minItems > maxItems) {
    return { ...EVERY_VALUE, array: NONE };
  }
  const leaf = { prefix, rest, minItems, maxItems };
  const isUnique = context.keyword("uniqueItems") === true;
  return { ...EVERY_VALUE, array: isUnique ? uniqueArrays(leaf, context) : { op: "leaf", leaf } };
}

/** Places that hold one of two or three values each are written out, without those that repeat one. */
function uniqueArrays(shape: ArrayShape, context: SchemaContext): Part<ArrayShape> {
  const places = shape.prefix.map((node) => fewScalars(context.evaluator.evaluate(node)));
  const end = places.findIndex((values) => values === undefined);
  const written = places.slice(0, end === -1 ? MAX_WRITTEN_PLACES : Math.min(end, MAX_WRITTEN_PLACES));
  if (written.length < 2) {
    return { op: "leaf", leaf: shape };
  }
  let rows: readonly (readonly JsonPrimitive[])[] = [[]];
  for (const [place, values = []] of written.entries()) {
    rows = rows.flatMap((row) => {
      const others = row.length < place ? [] : values.filter((value) => !row.includes(value));
      return others.length === 0 ? [row] : others.map((value) => [...row, value]);
    });
  }
  return rows
    .map((row) => uniqueRow(row, written.length, { shape, context }))
    .reduce<Part<ArrayShape>>(uniteParts, NONE);
}

/** The arrays that start with some values; where no other value is left for the next place, they end there. */
function uniqueRow(
  row: readonly JsonPrimitive[],
  length: number,
  { shape, context }: { readonly shape: ArrayShape; readonly context: SchemaContext },
): Part<ArrayShape> {
  const fixed = row.map((value) => context.child({ enum: [value] }));
  const isStuck = row.length < length;
  const leaf = isStuck
    ? { prefix: fixed, rest: NEVER_NODE, minItems: shape.minItems, maxItems: Math.min(shape.maxItems, row.length) }
    : { ...shape, prefix: [...fixed, ...shape.prefix.slice(row.length)] };
  return { op: "leaf", leaf };
}

/** The values of a shape of two or three scalars. */
function fewScalars(shape: Shape): readonly JsonPrimitive[] | undefined {
  const { boolean, number, string } = shape;
  const isStructured = !isNone(shape.array) || !isNone(shape.object) || !isEmpty(shape.exotic);
  if (isStructured || number === "all" || string === "all") {
    return undefined;
  }
  const values = [
    ...(boolean === "all" ? [true, false] : boolean),
    ...number,
    ...string,
    ...(shape.null ? [null] : []),
  ];
  return values.length <= MAX_WRITTEN_VALUES ? values : undefined;
}

/** `unevaluatedItems`: closes what no other keyword looked at. */
export function unevaluatedItems(context: SchemaContext): readonly Shape[] {
  const schema = context.keyword("unevaluatedItems");
  if (!isSchema(schema)) {
    return [];
  }
  const evaluated = evaluatedItems(context);
  if (evaluated === "all" || evaluated > MAX_PREFIX) {
    return [];
  }
  const prefix = Array.from({ length: evaluated }, () => ANY_NODE);
  return [{ ...EVERY_VALUE, array: { op: "leaf", leaf: { ...EVERY_ARRAY, prefix, rest: context.child(schema) } } }];
}

function itemNodes(context: SchemaContext): { readonly prefix: readonly Node[]; readonly rest: Node } {
  const items = context.keyword("items");
  const prefixItems = context.keyword("prefixItems");
  const isLegacy = Array.isArray(items);
  const places = schemaList(isLegacy ? items : prefixItems);
  const after = isLegacy ? context.keyword("additionalItems") : items;
  const rest = isSchema(after) ? context.child(after) : ANY_NODE;
  if (places.length > MAX_PREFIX) {
    return { prefix: [], rest: ANY_NODE };
  }
  return { prefix: places.map((schema) => context.child(schema)), rest };
}

/** How many items `contains` asks for at least. */
function containedItems(context: SchemaContext): number {
  if (!isSchema(context.keyword("contains"))) {
    return 0;
  }
  return count(context.keyword("minContains")) ?? 1;
}

/** A bound on a length, which may be written `2.0`. */
function count(value: unknown): number | undefined {
  return typeof value === "number" && value >= 0 ? Math.ceil(value) : undefined;
}
