import { isSchema, schemaList } from "../schema/subschemas.ts";
import { EVERY_ARRAY } from "./array-shape.ts";
import type { SchemaContext } from "./schema-context.ts";
import { evaluatedItems } from "./evaluated.ts";
import { ANY_NODE } from "./node.ts";
import type { Node } from "./node.ts";
import { NONE } from "./part.ts";
import { EVERY_VALUE } from "./shape.ts";
import type { Shape } from "./shape.ts";

/** More fixed places than this are taken as any item. */
const MAX_PREFIX = 64;

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
  return { ...EVERY_VALUE, array: { op: "leaf", leaf: { prefix, rest, minItems, maxItems } } };
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
