import type { CatalogTool } from "@postern/core";
import type { ObservedOutput } from "./options.ts";
import { cleanText } from "./print/clean-text.ts";
import type { Interner } from "./print/interner.ts";
import type { Comment, TypeDoc } from "./print/type-doc.ts";
import { schemaType } from "./schema-type.ts";
import type { SchemaTypeOptions } from "./schema-type.ts";

/** The types of one tool, before they are printed. */
export interface ToolTypes {
  /** The same for the same content. */
  readonly id: number;
  readonly tool: CatalogTool;
  readonly comment: Comment | undefined;
  readonly input: TypeDoc;
  /** A call without argument fits. */
  readonly isInputOptional: boolean;
  readonly output: TypeDoc;
  /** A call may ask for the whole response with a second argument. */
  readonly supportsResponse: boolean;
}

const INPUT: SchemaTypeOptions = { anyText: "unknown", isLengthChecked: false, isObjectOnly: true };
const OUTPUT: SchemaTypeOptions = { anyText: "any", isLengthChecked: true, isObjectOnly: false };

/** The types of a tool: what it takes, and what it answers as declared, else as observed, else anything. */
export function toolTypes(
  tool: CatalogTool,
  observed: ObservedOutput | undefined,
  interner: Interner,
): Omit<ToolTypes, "id"> {
  const { deprecated, inputSchema, outputSchema } = tool.tool;
  const description = cleanText(tool.tool.description);
  const input = schemaType(inputSchema, INPUT, interner);
  const output = schemaType(outputSchema ?? observed?.schema ?? true, OUTPUT, interner);
  const tags = deprecated === true ? ["@deprecated"] : [];
  return {
    tool,
    comment: description === "" && tags.length === 0 ? undefined : { description, tags },
    input: plainInput(input.type, description, interner),
    isInputOptional: input.acceptsEmptyObject,
    supportsResponse: tool.tool.supportsResponseOption === true,
    output:
      outputSchema === undefined && observed !== undefined ? marked(output.type, observed, interner) : output.type,
  };
}

function marked(type: TypeDoc, observed: ObservedOutput, interner: Interner): TypeDoc {
  const text = `observed from ${observed.results} result${observed.results === 1 ? "" : "s"}`;
  return interner.intern({ kind: "commented", comment: { description: "", tags: [text] }, type });
}

/** The input without what the tool's own description says already; any object is `{}`. */
function plainInput(type: TypeDoc, description: string, interner: Interner): TypeDoc {
  if (type.kind === "commented" && type.comment.description === description && type.comment.tags.length === 0) {
    return plainInput(type.type, description, interner);
  }
  const isAnyObject = type.kind === "object" && type.members.length === 0 && type.indexes[0]?.type.kind === "text";
  return isAnyObject && type.indexes[0]?.type.hash === interner.text("unknown").hash ? interner.text("{}") : type;
}
