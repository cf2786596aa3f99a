import type { JsonObject, JsonSchema, JsonValue } from "@postern/core";
import { keywordOf } from "../schema/dialect.ts";
import type { NodeSource } from "./node-source.ts";
import type { Atom, Node } from "./node.ts";
import type { Shape } from "./shape.ts";

/** Evaluates the nodes of one document, each once. */
export interface Evaluator {
  readonly nodes: NodeSource;
  /** The values that fit a node. */
  readonly evaluate: (node: Node) => Shape;
  /** A node's shape, with its name kept where it has one. */
  readonly named: (node: Node) => Shape;
}

/** A schema being evaluated, with what its keywords need. */
export interface SchemaContext {
  readonly schema: JsonObject;
  readonly evaluator: Evaluator;
  /** The value of a keyword that the dialect knows. */
  readonly keyword: (name: string) => JsonValue | undefined;
  /** The node of a schema inside this one. */
  readonly child: (schema: JsonSchema) => Node;
  /** The nodes that the schema's references lead to; the text of those that lead nowhere. */
  readonly references: () => readonly (Node | string)[];
}

/** An atom that is a schema. */
export type SchemaAtom = Extract<Atom, { kind: "schema" }>;

/** The context of a schema's keywords. */
export function contextOf(atom: SchemaAtom, schema: JsonObject, evaluator: Evaluator): SchemaContext {
  const { location, scope } = atom;
  const { nodes } = evaluator;
  const keyword = (name: string): JsonValue | undefined => keywordOf(schema, name, location.resource.dialect);
  return {
    schema,
    evaluator,
    keyword,
    child: (inner) => nodes.child(inner, location, scope),
    references: () =>
      ["$ref", "$dynamicRef", "$recursiveRef"].flatMap((name) => {
        const reference = keyword(name);
        if (typeof reference !== "string") {
          return [];
        }
        const resolve = name === "$ref" ? nodes.reference : nodes.dynamicReference;
        return [resolve(reference, location, scope) ?? reference];
      }),
  };
}
