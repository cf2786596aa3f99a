import type { CatalogNamespace, CatalogTool, JsonSchema } from "@postern/core";

/** How much a block says. `full` has every description and constraint, `signature` has the shapes only. */
export type Detail = "signature" | "full";

/** What was seen of a tool's results: their shape as a schema, never their values. */
export interface ObservedOutput {
  /** Accepts every result seen. */
  readonly schema: JsonSchema;
  /** How many results it was made from. */
  readonly results: number;
}

/** Options of `createTypeGenerator`. */
export interface TypeGeneratorOptions {
  /** The shape seen of a tool that declares no output schema. Default: none is known, and the result is `any`. */
  readonly observedOutput?: (tool: CatalogTool) => ObservedOutput | undefined;
}

/** Options of `TypeGenerator.declarations`. */
export interface DeclarationOptions {
  /** Only these tools of the namespace. Default: all. */
  readonly tools?: readonly CatalogTool[];
  /** Default `full`. */
  readonly detail?: Detail;
  /** Tokens the block may take. Constraints go first, then descriptions, then deep structure. Default: no limit. */
  readonly maxTokens?: number;
  /** Also declares each tool's own name where its identifier is another, for `github["list-issues"]`. Default false. */
  readonly ownNames?: boolean;
}

/** Makes TypeScript of a catalog. Everything is cached by the schemas' content. */
export interface TypeGenerator {
  /** One tool on one line: `github.list_issues(input: { owner: string }): Promise<any>`. Deep structure is left out. */
  signature(tool: CatalogTool): string;
  /** A block that declares a namespace. It compiles under `tsc --strict`, alone and beside other namespaces' blocks. */
  declarations(namespace: Pick<CatalogNamespace, "name" | "tools">, options?: DeclarationOptions): string;
}
