import { isSchema, stringList } from "../schema/subschemas.ts";
import { isJsonObject } from "@postern/core";
import { unevaluatedItems } from "./array-keywords.ts";
import { complement } from "./complement.ts";
import type { SchemaContext } from "./schema-context.ts";
import type { Evaluator } from "./schema-context.ts";
import { ANY_NODE, negate } from "./node.ts";
import { closingKeywords, objects, without } from "./object-keywords.ts";
import { EVERY_OBJECT } from "./object-shape.ts";
import type { ObjectShape } from "./object-shape.ts";
import { EVERY, isEvery, uniteParts } from "./part.ts";
import type { Part } from "./part.ts";
import { EVERY_VALUE, intersect, NO_VALUE, unite } from "./shape.ts";
import type { Shape } from "./shape.ts";

/** `not`, `if`, the dependencies, and what closes a schema. */
export function evaluateConditions(context: SchemaContext): readonly Shape[] {
  return [
    ...negation(context),
    ...conditional(context),
    ...dependencies(context),
    ...closingKeywords(context),
    ...unevaluatedItems(context),
  ];
}

function negation(context: SchemaContext): readonly Shape[] {
  const not = context.keyword("not");
  return isSchema(not) ? [context.evaluator.evaluate(negate(context.child(not)))] : [];
}

function conditional(context: SchemaContext): readonly Shape[] {
  const condition = context.keyword("if");
  const then = context.keyword("then");
  const otherwise = context.keyword("else");
  if (!isSchema(condition) || (then === undefined && otherwise === undefined)) {
    return [];
  }
  const { evaluator } = context;
  const node = context.child(condition);
  const branch = (schema: unknown): Shape =>
    isSchema(schema as never) ? evaluator.named(context.child(schema as never)) : EVERY_VALUE;
  const whenTrue = intersect(evaluator.named(node), branch(then));
  const whenFalse = intersect(evaluator.evaluate(negate(node)), branch(otherwise));
  return [unite(whenTrue, whenFalse)];
}

/** `dependentRequired`, `dependentSchemas` and their older form `dependencies`. */
function dependencies(context: SchemaContext): readonly Shape[] {
  const shapes: Shape[] = [];
  for (const keyword of ["dependentRequired", "dependentSchemas", "dependencies"]) {
    const value = context.keyword(keyword);
    for (const [name, dependency] of isJsonObject(value) ? Object.entries(value) : []) {
      const whenPresent = Array.isArray(dependency)
        ? objects(requiring(stringList(dependency))).object
        : isSchema(dependency)
          ? context.evaluator.named(context.child(dependency)).object
          : EVERY;
      if (!isEvery(whenPresent)) {
        shapes.push({ ...EVERY_VALUE, object: uniteParts(without(name), whenPresent) });
      }
    }
  }
  return shapes;
}

function requiring(names: readonly string[]): ObjectShape {
  const property = { node: ANY_NODE, isRequired: true, sources: [] };
  return { ...EVERY_OBJECT, properties: new Map(names.map((name) => [name, property])) };
}

/** `oneOf`: each branch without what the others accept, as far as that can be said shortly. */
export function exactlyOne(branches: readonly Shape[], evaluator: Evaluator): Shape {
  return branches
    .map((branch, index) =>
      branches
        .filter((_, other) => other !== index)
        .map((other) => shortComplement(other, evaluator))
        .reduce(intersect, branch),
    )
    .reduce(unite, NO_VALUE);
}

/** The complement where it is a kind left out, or a property that must not be there. */
function shortComplement(shape: Shape, evaluator: Evaluator): Shape {
  const answer = complement(shape, evaluator.evaluate);
  const hasShortObject = isEvery(shape.object) || isRequirement(shape.object);
  return {
    ...answer,
    array: isEvery(shape.array) ? answer.array : EVERY,
    object: hasShortObject ? answer.object : EVERY,
  };
}

function isRequirement(part: Part<ObjectShape>): boolean {
  return (
    part.op === "leaf" &&
    part.leaf.properties.size === 1 &&
    [...part.leaf.properties.values()].every(({ node, isRequired }) => isRequired && node.key === "")
  );
}
