// Types of a catalog
export { createTypeGenerator } from "./type-generator.ts";
export type { DeclarationOptions, Detail, ObservedOutput, TypeGenerator, TypeGeneratorOptions } from "./options.ts";
// Scripts
export { codeFrame } from "./script/code-frame.ts";
export { modelPosition, prepareScript } from "./script/prepare-script.ts";
export type { PrepareResult, ReadyScript } from "./script/prepare-script.ts";
export type { Insertion, TextPosition } from "./script/text-edits.ts";
