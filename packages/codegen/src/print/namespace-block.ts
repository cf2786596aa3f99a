import type { ToolTypes } from "../tool-types.ts";
import type { Interner } from "./interner.ts";
import { keyText, stringText } from "./literals.ts";
import { createReducer, reduceComment } from "./reduce-type.ts";
import type { Level } from "./reduce-type.ts";
import { commentText, declarationText } from "./render-type.ts";
import type { TypeNames } from "./render-type.ts";
import { shareTypes } from "./share-types.ts";
import { memberText, RESPONSE_DECLARATION, RESPONSE_TYPE } from "./tool-text.ts";

/** What a block is made of. */
export interface BlockOptions {
  readonly name: string;
  readonly tools: readonly ToolTypes[];
  readonly level: Level;
  /** Tools left out for want of room; a comment says so. */
  readonly omittedTools: number;
  readonly hasOwnNames: boolean;
}

/**
 * A namespace: its tools are an interface inside it, beside the types they share, so that no other name leaks; a constant of
 * its name is what scripts call.
 */
export function namespaceBlock(options: BlockOptions, interner: Interner): string {
  const { name, level } = options;
  const reduceInput = createReducer(interner, level, "object");
  const reduceOutput = createReducer(interner, level, "any");
  const tools = options.tools.map((types) => ({
    ...types,
    comment: types.comment === undefined ? undefined : reduceComment(types.comment, level, level.toolDescriptionChars),
    input: reduceInput(types.input),
    output: reduceOutput(types.output),
  }));
  const hasResponses = tools.some((types) => types.supportsResponse);
  const names = shareTypes(
    tools.flatMap((types) => [types.input, types.output]),
    interner,
    hasResponses ? [RESPONSE_TYPE] : [],
  );
  const declarations = [...names].map(([type, typeName]) => declarationText(typeName, type, names));
  const members = tools.map((types) => toolMember(types, names, options));
  const note = options.omittedTools > 0 ? [`// ${options.omittedTools} more tools are not shown.\n`] : [];
  return [
    `declare namespace ${name} {\ninterface Tools {\n`,
    ...members,
    ...note,
    "}\n",
    hasResponses ? RESPONSE_DECLARATION : "",
    ...declarations,
    `}\ndeclare const ${name}: ${name}.Tools;\n`,
  ].join("");
}

function toolMember(types: ToolTypes, names: TypeNames, options: BlockOptions): string {
  const { identifier, tool } = types.tool;
  const comment = types.comment === undefined ? "" : `${commentText(types.comment)}\n`;
  const alias =
    options.hasOwnNames && tool.name !== identifier
      ? `${stringText(tool.name)}: (typeof ${options.name})[${stringText(identifier)}];\n`
      : "";
  return `${comment}${keyText(identifier)}${memberText(types, names)};\n${alias}`;
}
