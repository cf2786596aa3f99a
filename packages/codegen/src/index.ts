// Types of a catalog
export { createTypeGenerator } from "./type-generator.ts";
export type { DeclarationOptions, Detail, ObservedOutput, TypeGenerator, TypeGeneratorOptions } from "./options.ts";
