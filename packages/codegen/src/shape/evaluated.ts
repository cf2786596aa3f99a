import { isJsonObject } from "@postern/core";
import { isSchema, schemaList, schemaMap } from "../schema/subschemas.ts";
import { contextOf } from "./schema-context.ts";
import type { SchemaContext } from "./schema-context.ts";
import type { Node } from "./node.ts";

/** Properties that some keyword may look at, so that `unevaluatedProperties` may not. */
export interface EvaluatedProperties {
  readonly names: Set<string>;
  readonly patterns: Set<string>;
}

const MAX_VISITED = 500;

/** What `unevaluatedProperties` beside the keywords of a context may find looked at: at most this much is. */
export function evaluatedProperties(context: SchemaContext): EvaluatedProperties | "all" {
  const evaluated: EvaluatedProperties = { names: new Set(), patterns: new Set() };
  const isBounded = visitInPlace(context, (visited, isOwn) => {
    for (const [name] of schemaMap(visited.keyword("properties"))) {
      evaluated.names.add(name);
    }
    for (const [source] of schemaMap(visited.keyword("patternProperties"))) {
      evaluated.patterns.add(source);
    }
    const isClosed = visited.keyword("additionalProperties") !== undefined;
    return isClosed || (!isOwn && visited.keyword("unevaluatedProperties") !== undefined);
  });
  return isBounded ? evaluated : "all";
}

/** The same for items: how many from the first on. */
export function evaluatedItems(context: SchemaContext): number | "all" {
  let length = 0;
  const isBounded = visitInPlace(context, (visited, isOwn) => {
    const items = visited.keyword("items");
    const places = schemaList(Array.isArray(items) ? items : visited.keyword("prefixItems"));
    length = Math.max(length, places.length);
    const hasRest = isSchema(items) || visited.keyword("additionalItems") !== undefined;
    const hasOthers = visited.keyword("contains") !== undefined;
    return hasRest || hasOthers || (!isOwn && visited.keyword("unevaluatedItems") !== undefined);
  });
  return isBounded ? length : "all";
}

/**
 * Visits a schema and those that judge the same value. `visit` answers whether everything is looked at; then, and where
 * there is too much to visit or a reference leads nowhere, the answer is false.
 */
function visitInPlace(start: SchemaContext, visit: (context: SchemaContext, isOwn: boolean) => boolean): boolean {
  const open: SchemaContext[] = [start];
  const seen = new Set<string>();
  for (let visited = 0; open.length > 0; visited += 1) {
    const context = open.pop();
    if (context === undefined || visited > MAX_VISITED || visit(context, context === start)) {
      return false;
    }
    const references = context.references();
    if (references.some((node) => typeof node === "string")) {
      return false;
    }
    for (const node of [...references.filter((node) => typeof node !== "string"), ...inPlaceNodes(context)]) {
      const [atom] = node.atoms;
      const isNew = !seen.has(node.key);
      seen.add(node.key);
      if (isNew && atom?.kind === "schema" && isJsonObject(atom.location.schema)) {
        open.push(contextOf(atom, atom.location.schema, context.evaluator));
      }
    }
  }
  return true;
}

function inPlaceNodes(context: SchemaContext): readonly Node[] {
  const lists = ["allOf", "anyOf", "oneOf"].flatMap((keyword) => schemaList(context.keyword(keyword)));
  const singles = ["if", "then", "else"].map((keyword) => context.keyword(keyword)).filter(isSchema);
  const maps = ["dependentSchemas", "dependencies"].flatMap((keyword) =>
    schemaMap(context.keyword(keyword)).map(([, schema]) => schema),
  );
  return [...lists, ...singles, ...maps].map((schema) => context.child(schema));
}
