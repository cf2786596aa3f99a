// Types of a catalog
export { createTypeGenerator } from "./type-generator.ts";
export type {
  DeclarationOptions,
  DeclaredNamespace,
  Detail,
  ObservedOutput,
  TypeGenerator,
  TypeGeneratorOptions,
} from "./options.ts";
// Scripts
export { codeFrame } from "./script/code-frame.ts";
export { modelPosition, prepareScript } from "./script/prepare-script.ts";
export type { NameUse } from "./script/find-uses.ts";
export type { PrepareResult, ReadyScript } from "./script/prepare-script.ts";
export type { Insertion, TextPosition } from "./script/text-edits.ts";
// The check
export { createScriptChecker } from "./check/script-checker.ts";
export type { CheckStrictness, ScriptChecker, ScriptCheckerOptions } from "./check/script-checker.ts";
export { formatReport, reportError } from "./check/check-report.ts";
export type { CheckReport, ScriptDiagnostic } from "./check/check-report.ts";
// Types of one schema
export { schemaToTypeScript } from "./schema-to-typescript.ts";
export type { SchemaToTypeScriptOptions } from "./schema-to-typescript.ts";
export type { Dialect } from "./schema/dialect.ts";
// Observed output types
export { createOutputObserver } from "./observe/output-observer.ts";
export type { ObservedType, ObservedTypeFilter, OutputObserver } from "./observe/output-observer.ts";
