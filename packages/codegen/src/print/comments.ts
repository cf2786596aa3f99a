import { isJsonObject } from "@postern/core";
import type { JsonObject, JsonSchema } from "@postern/core";
import { schemaList } from "../schema/subschemas.ts";
import type { Node } from "../shape/node.ts";
import { cleanText } from "./clean-text.ts";
import { constraintTags } from "./constraints.ts";
import type { Comment } from "./type-doc.ts";

/** Schemas inside one another whose descriptions are taken together. */
const MAX_NESTING = 4;

/** The schemas that a node is made of, without what they refer to. */
export function schemasOf(node: Node): readonly JsonObject[] {
  return node.atoms.flatMap((atom) =>
    atom.kind === "schema" && isJsonObject(atom.location.schema) ? [atom.location.schema] : [],
  );
}

/** What a node's own schemas say. */
export function nodeComment(node: Node): Comment | undefined {
  return commentOf(schemasOf(node));
}

/** What the schemas of a property say where it is declared. */
export function propertyComment(sources: readonly JsonSchema[]): Comment | undefined {
  return commentOf(sources.filter(isJsonObject));
}

function commentOf(schemas: readonly JsonObject[]): Comment | undefined {
  const descriptions: string[] = [];
  const tags = new Set<string>();
  for (const schema of schemas) {
    collect(schema, descriptions, 0);
    constraintTags(schema).forEach((tag) => tags.add(tag));
  }
  const description = descriptions.join("\n");
  return description === "" && tags.size === 0 ? undefined : { description, tags: [...tags] };
}

/** A description, then those of the alternatives inside, each once. */
function collect(schema: JsonObject, descriptions: string[], nesting: number): void {
  const text = cleanText(schema["description"]);
  const constant = nesting > 0 ? schema["const"] : undefined;
  const labelled = typeof constant === "string" && text !== "" ? `${JSON.stringify(constant)}: ${text}` : text;
  if (text !== "" && !descriptions.some((known) => known.includes(labelled))) {
    descriptions.push(labelled);
  }
  if (nesting < MAX_NESTING) {
    const lists = ["allOf", "anyOf", "oneOf"].flatMap((keyword) => schemaList(schema[keyword]));
    const inner = [...lists, schema["propertyNames"]];
    for (const branch of inner.filter((one) => isJsonObject(one))) {
      if (!("$ref" in branch)) {
        collect(branch, descriptions, nesting + 1);
      }
    }
  }
}
