import type { JsonSchema } from "@postern/core";
import { createTypeBuilder } from "./print/build-type.ts";
import { cleanText } from "./print/clean-text.ts";
import type { Interner } from "./print/interner.ts";
import type { TypeDoc } from "./print/type-doc.ts";
import type { Dialect } from "./schema/dialect.ts";
import { openDocument } from "./schema/document.ts";
import { createEvaluator } from "./shape/evaluator.ts";
import type { ObjectShape } from "./shape/object-shape.ts";
import type { Part } from "./shape/part.ts";
import type { Evaluator } from "./shape/schema-context.ts";

/** How one schema becomes a type. */
export interface SchemaTypeOptions {
  readonly anyText: "unknown" | "any";
  readonly isLengthChecked: boolean;
  /** Only the objects that the schema accepts. */
  readonly isObjectOnly: boolean;
  readonly dialect?: Dialect | undefined;
}

/** A schema's type, and whether an empty object fits it. */
export interface SchemaType {
  readonly type: TypeDoc;
  readonly acceptsEmptyObject: boolean;
}

/** The type of a schema. One that cannot be read at all is any value, with a note; nothing is thrown. */
export function schemaType(schema: JsonSchema, options: SchemaTypeOptions, interner: Interner): SchemaType {
  try {
    const document = openDocument(schema, options.dialect);
    const evaluator = createEvaluator(document);
    const built = buildRoot(evaluator, options, interner);
    return evaluator.nodes.missedScopes() ? buildRoot(createEvaluator(document, true), options, interner) : built;
  } catch (error) {
    const note = cleanText(`@note unreadable schema: ${error instanceof Error ? error.message : "unknown"}`);
    const type = interner.text(options.anyText);
    const commented = interner.intern({ kind: "commented", comment: { description: "", tags: [note] }, type });
    return { type: commented, acceptsEmptyObject: true };
  }
}

function buildRoot(evaluator: Evaluator, options: SchemaTypeOptions, interner: Interner): SchemaType {
  const builder = createTypeBuilder(evaluator, { ...options, interner });
  const { root } = evaluator.nodes;
  return {
    type: options.isObjectOnly ? builder.buildObjects(root) : builder.build(root),
    acceptsEmptyObject: acceptsEmpty(evaluator.evaluate(root).object, evaluator),
  };
}

function acceptsEmpty(part: Part<ObjectShape>, evaluator: Evaluator): boolean {
  switch (part.op) {
    case "leaf":
      return [...part.leaf.properties.values()].every((property) => !property.isRequired);
    case "node":
      return acceptsEmpty(evaluator.evaluate(part.node).object, evaluator);
    case "and":
      return part.parts.every((inner) => acceptsEmpty(inner, evaluator));
    default:
      return part.parts.some((inner) => acceptsEmpty(inner, evaluator));
  }
}
