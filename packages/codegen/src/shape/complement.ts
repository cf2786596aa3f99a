import { EVERY_ARRAY } from "./array-shape.ts";
import type { ArrayShape } from "./array-shape.ts";
import { negate } from "./node.ts";
import type { Node } from "./node.ts";
import { EVERY_OBJECT } from "./object-shape.ts";
import type { ObjectShape, PropertyShape } from "./object-shape.ts";
import { EVERY, intersectParts, isEvery, isNone, NONE, uniteParts } from "./part.ts";
import type { Part } from "./part.ts";
import { mergeArrays } from "./array-shape.ts";
import { mergeObjects } from "./object-shape.ts";
import { isEmpty, KIND } from "./shape.ts";
import type { Scalars, Shape } from "./shape.ts";

/** More constraints than this in one object are not negated: the answer would be longer than it is worth. */
const MAX_NEGATED_PROPERTIES = 4;

type Evaluate = (node: Node) => Shape;

/** The values that are not in a shape; wider than that where the shape itself is wider than its schema. */
export function complement(shape: Shape, evaluate: Evaluate): Shape {
  const isExact = (kind: number): boolean => (shape.inexact & kind) === 0;
  const array = isExact(KIND.array) ? complementPart(shape.array, arrayRules(evaluate)) : EVERY;
  const object = isExact(KIND.object) ? complementPart(shape.object, objectRules(evaluate)) : EVERY;
  const boolean = isExact(KIND.boolean) ? complementBoolean(shape.boolean) : "all";
  const number = isExact(KIND.number) ? complementScalars(shape.number) : "all";
  const string = isExact(KIND.string) ? complementScalars(shape.string) : "all";
  const isKnown = (original: Scalars<unknown>): boolean => original === "all" || isEmpty(original);
  const inexact =
    shape.inexact |
    (isKnown(shape.number) ? 0 : KIND.number) |
    (isKnown(shape.string) ? 0 : KIND.string) |
    (isEvery(shape.array) || isNone(shape.array) ? 0 : KIND.array) |
    (isEvery(shape.object) || isNone(shape.object) ? 0 : KIND.object);
  return {
    null: !shape.null,
    boolean,
    number,
    string,
    array,
    object,
    exotic: "all",
    inexact,
    ...(shape.note !== undefined && { note: shape.note }),
  };
}

function complementBoolean(scalars: Scalars<boolean>): Scalars<boolean> {
  if (scalars === "all") {
    return new Set();
  }
  return scalars.size === 0 ? "all" : new Set([true, false].filter((value) => !scalars.has(value)));
}

function complementScalars<Value>(scalars: Scalars<Value>): Scalars<Value> {
  return scalars === "all" ? new Set() : "all";
}

interface Rules<Leaf> {
  readonly leaf: (leaf: Leaf) => Part<Leaf>;
  readonly node: (node: Node) => Part<Leaf>;
  readonly intersect: (a: Part<Leaf>, b: Part<Leaf>) => Part<Leaf>;
}

/** De Morgan's laws. */
function complementPart<Leaf>(part: Part<Leaf>, rules: Rules<Leaf>): Part<Leaf> {
  if (part.op === "leaf") {
    return rules.leaf(part.leaf);
  }
  if (part.op === "node") {
    return rules.node(part.node);
  }
  const parts = part.parts.map((inner) => complementPart(inner, rules));
  return part.op === "and"
    ? parts.reduce<Part<Leaf>>(uniteParts, NONE)
    : parts.reduce<Part<Leaf>>(rules.intersect, EVERY);
}

function objectRules(evaluate: Evaluate): Rules<ObjectShape> {
  return {
    leaf: complementObject,
    node: (node) => complement(evaluate(node), evaluate).object,
    intersect: (a, b) => intersectParts(a, b, mergeObjects),
  };
}

function arrayRules(evaluate: Evaluate): Rules<ArrayShape> {
  return {
    leaf: complementArray,
    node: (node) => complement(evaluate(node), evaluate).array,
    intersect: (a, b) => intersectParts(a, b, mergeArrays),
  };
}

/** One of the properties is another than it should be, or is missing. */
function complementObject(shape: ObjectShape): Part<ObjectShape> {
  const isPlain = shape.patterns.length === 0 && shape.additional.key === "";
  if (!isPlain || shape.properties.size > MAX_NEGATED_PROPERTIES) {
    return EVERY;
  }
  return [...shape.properties].reduce<Part<ObjectShape>>(
    (united, [name, property]) => uniteParts(united, complementProperty(name, property)),
    NONE,
  );
}

function complementProperty(name: string, property: PropertyShape): Part<ObjectShape> {
  if (property.node.key === "" && !property.isRequired) {
    return NONE;
  }
  const negated = { node: negate(property.node), isRequired: !property.isRequired, sources: [] };
  return { op: "leaf", leaf: { ...EVERY_OBJECT, properties: new Map([[name, negated]]) } };
}

/** Only bounds on the length are negated. */
function complementArray(shape: ArrayShape): Part<ArrayShape> {
  const hasItems = shape.rest.key !== "" || shape.prefix.some((node) => node.key !== "");
  if (hasItems) {
    return EVERY;
  }
  const shorter: Part<ArrayShape> =
    shape.minItems > 0 ? { op: "leaf", leaf: { ...EVERY_ARRAY, maxItems: shape.minItems - 1 } } : NONE;
  const longer: Part<ArrayShape> =
    shape.maxItems < Infinity ? { op: "leaf", leaf: { ...EVERY_ARRAY, minItems: shape.maxItems + 1 } } : NONE;
  return uniteParts(shorter, longer);
}
