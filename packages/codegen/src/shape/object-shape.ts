import type { JsonSchema } from "@postern/core";
import { matchesName, readNamePattern } from "./name-pattern.ts";
import type { NamePattern } from "./name-pattern.ts";
import { allOf, ANY_NODE } from "./node.ts";
import type { Node } from "./node.ts";

/** A declared property. */
export interface PropertyShape {
  readonly node: Node;
  readonly isRequired: boolean;
  /** The schemas that declare it: descriptions and constraints are read there. */
  readonly sources: readonly JsonSchema[];
}

/** What properties whose names match a pattern are. */
export interface PatternShape {
  readonly source: string;
  readonly pattern: NamePattern | undefined;
  readonly node: Node;
}

/** Some objects: properties by name, by pattern, and all others. */
export interface ObjectShape {
  readonly properties: ReadonlyMap<string, PropertyShape>;
  readonly patterns: readonly PatternShape[];
  readonly additional: Node;
}

/** Every object. */
export const EVERY_OBJECT: ObjectShape = { properties: new Map(), patterns: [], additional: ANY_NODE };

/** Reads a pattern and says what its properties are. */
export function patternShape(source: string, node: Node): PatternShape {
  return { source, pattern: readNamePattern(source), node };
}

/** What a property of that name is where it is not declared; wider than the truth where patterns cannot be told. */
export function undeclaredNode(shape: ObjectShape, name: string): Node {
  const answers = shape.patterns.map((entry) => ({ entry, answer: matchesName(entry.pattern, name) }));
  const matching = answers.filter(({ answer }) => answer === "yes");
  if (matching.length > 0) {
    return allOf(...matching.map(({ entry }) => entry.node));
  }
  return answers.every(({ answer }) => answer === "no") ? shape.additional : ANY_NODE;
}

/**
 * The objects that are in both, as one leaf; undefined where patterns of one would be taken for additional properties of
 * the other.
 */
export function mergeObjects(a: ObjectShape, b: ObjectShape): ObjectShape | undefined {
  const isOpen = a.additional.key === "" && b.additional.key === "";
  if ((a.patterns.length > 0 || b.patterns.length > 0) && !isOpen) {
    return undefined;
  }
  const properties = new Map<string, PropertyShape>();
  for (const name of [...a.properties.keys(), ...b.properties.keys()]) {
    properties.set(name, mergeProperty(propertyOf(a, name), propertyOf(b, name)));
  }
  return { properties, patterns: [...a.patterns, ...b.patterns], additional: allOf(a.additional, b.additional) };
}

function propertyOf(shape: ObjectShape, name: string): PropertyShape {
  return shape.properties.get(name) ?? { node: undeclaredNode(shape, name), isRequired: false, sources: [] };
}

function mergeProperty(a: PropertyShape, b: PropertyShape): PropertyShape {
  return {
    node: allOf(a.node, b.node),
    isRequired: a.isRequired || b.isRequired,
    sources: [...a.sources, ...b.sources],
  };
}
