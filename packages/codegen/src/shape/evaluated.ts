import { isJsonObject } from "@postern/core";
import { isSchema, schemaList, schemaMap } from "../schema/subschemas.ts";
import { contextOf } from "./schema-context.ts";
import type { SchemaContext } from "./schema-context.ts";
import { matchesName, readNamePattern } from "./name-pattern.ts";
import { allOf, ANY_NODE, negate } from "./node.ts";
import type { Node } from "./node.ts";

/** Properties that some keyword may look at, so that `unevaluatedProperties` may not. */
export interface EvaluatedProperties {
  /** By name, what has to hold for them to be looked at: one of some nodes; nothing where there is an `ANY_NODE`. */
  readonly names: ReadonlyMap<string, readonly Node[]>;
  readonly patterns: ReadonlySet<string>;
}

const MAX_VISITED = 500;

/** What `unevaluatedProperties` beside the keywords of a context may find looked at: at most this much is. */
export function evaluatedProperties(context: SchemaContext): EvaluatedProperties | "all" {
  const names = new Map<string, Node[]>();
  const patterns = new Map<string, Node[]>();
  const isBounded = visitInPlace(context, ({ context: visited, condition }) => {
    for (const [name] of schemaMap(visited.keyword("properties"))) {
      names.set(name, [...(names.get(name) ?? []), condition]);
    }
    for (const [source] of schemaMap(visited.keyword("patternProperties"))) {
      patterns.set(source, [...(patterns.get(source) ?? []), condition]);
    }
    const isClosed = visited.keyword("additionalProperties") !== undefined;
    return isClosed || (visited !== context && visited.keyword("unevaluatedProperties") !== undefined);
  });
  if (!isBounded) {
    return "all";
  }
  const mayMatch = (source: string, name: string): boolean => matchesName(readNamePattern(source), name) !== "no";
  const conditions = [...names].map(([name, declared]): [string, readonly Node[]] => {
    const matching = [...patterns].filter(([source]) => mayMatch(source, name)).flatMap(([, nodes]) => nodes);
    return [name, [...declared, ...matching]];
  });
  return { names: new Map(conditions), patterns: new Set(patterns.keys()) };
}

/** The same for items: how many from the first on. */
export function evaluatedItems(context: SchemaContext): number | "all" {
  let length = 0;
  const isBounded = visitInPlace(context, ({ context: visited }) => {
    const items = visited.keyword("items");
    const places = schemaList(Array.isArray(items) ? items : visited.keyword("prefixItems"));
    length = Math.max(length, places.length);
    const hasRest = isSchema(items) || visited.keyword("additionalItems") !== undefined;
    const hasOthers = visited.keyword("contains") !== undefined;
    return hasRest || hasOthers || (visited !== context && visited.keyword("unevaluatedItems") !== undefined);
  });
  return isBounded ? length : "all";
}

/** A schema that judges a value, and what holds of the value if its judgement counts. */
interface Visited {
  readonly context: SchemaContext;
  readonly condition: Node;
}

/**
 * Visits a schema and those that judge the same value. `visit` answers whether everything is looked at; then, and where
 * there is too much to visit or a reference leads nowhere, the answer is false.
 */
function visitInPlace(start: SchemaContext, visit: (visited: Visited) => boolean): boolean {
  const open: Visited[] = [{ context: start, condition: ANY_NODE }];
  const seen = new Set<string>();
  for (let count = 0; open.length > 0; count += 1) {
    const visited = open.pop();
    if (visited === undefined || count > MAX_VISITED || visit(visited)) {
      return false;
    }
    const { context, condition } = visited;
    if (context.references().some((node) => typeof node === "string")) {
      return false;
    }
    for (const { node, holds } of inPlaceNodes(context)) {
      const [atom] = node.atoms;
      const isNew = !seen.has(node.key);
      seen.add(node.key);
      if (isNew && atom?.kind === "schema" && isJsonObject(atom.location.schema)) {
        const inner = contextOf(atom, atom.location.schema, context.evaluator);
        open.push({ context: inner, condition: allOf(condition, ...holds) });
      }
    }
  }
  return true;
}

interface InPlaceNode {
  readonly node: Node;
  /** What is known of a value that the node's schema accepts, where that is not known anyway. */
  readonly holds: readonly Node[];
}

function inPlaceNodes(context: SchemaContext): readonly InPlaceNode[] {
  const list = (keyword: string): readonly Node[] => schemaList(context.keyword(keyword)).map(context.child);
  const single = (keyword: string): readonly Node[] => [context.keyword(keyword)].filter(isSchema).map(context.child);
  const maps = ["dependentSchemas", "dependencies"].flatMap((keyword) =>
    schemaMap(context.keyword(keyword)).map(([, schema]) => context.child(schema)),
  );
  const references = context.references().filter((node) => typeof node !== "string");
  const condition = single("if");
  return [
    ...[...references, ...list("allOf")].map((node) => ({ node, holds: [] })),
    ...[...list("anyOf"), ...list("oneOf"), ...condition, ...maps].map((node) => ({ node, holds: [node] })),
    ...single("then").map((node) => ({ node, holds: [node, ...condition] })),
    ...single("else").map((node) => ({ node, holds: [node, ...condition.map(negate)] })),
  ];
}
