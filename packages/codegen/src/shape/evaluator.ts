import type { SchemaDocument } from "../schema/document.ts";
import { complement } from "./complement.ts";
import { evaluateSchema } from "./evaluate-schema.ts";
import type { Atom, Node } from "./node.ts";
import { createNodeSource } from "./node-source.ts";
import { isEvery, isNone } from "./part.ts";
import type { Part } from "./part.ts";
import type { Evaluator } from "./schema-context.ts";
import { EVERY_VALUE, intersect, unknownShape } from "./shape.ts";
import type { Shape } from "./shape.ts";

/** Nodes evaluated for one document before the rest is taken as any value. */
const MAX_EVALUATIONS = 20_000;
/** Evaluations inside each other before the innermost is taken as any value. */
const MAX_DEPTH = 200;

/** Makes an evaluator of a document. */
export function createEvaluator(document: SchemaDocument, keepsScopes = false): Evaluator {
  const nodes = createNodeSource(document, keepsScopes);
  const shapes = new Map<string, Shape>();
  const active = new Set<string>();

  function evaluate(node: Node): Shape {
    const known = shapes.get(node.key);
    if (known !== undefined) {
      return known;
    }
    if (shapes.size > MAX_EVALUATIONS || active.size > MAX_DEPTH) {
      return unknownShape("the schema is too large");
    }
    if (active.has(node.key)) {
      return unknownShape("the schema refers to itself in place");
    }
    active.add(node.key);
    try {
      const shape = node.atoms.map(evaluateAtom).reduce(intersect, EVERY_VALUE);
      shapes.set(node.key, shape);
      return shape;
    } finally {
      active.delete(node.key);
    }
  }

  function evaluateAtom(atom: Atom): Shape {
    return atom.kind === "not" ? complement(evaluate(atom.node), evaluate) : evaluateSchema(atom, evaluator);
  }

  function named(node: Node): Shape {
    const shape = evaluate(node);
    if (nodes.nameOf(node) === undefined) {
      return shape;
    }
    return { ...shape, array: namedPart(shape.array, node), object: namedPart(shape.object, node) };
  }

  const evaluator: Evaluator = { nodes, evaluate, named };
  return evaluator;
}

function namedPart<Leaf>(part: Part<Leaf>, node: Node): Part<Leaf> {
  return isEvery(part) || isNone(part) ? part : { op: "node", node };
}
