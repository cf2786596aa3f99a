import type { CatalogNamespace, CatalogTool, JsonSchema } from "@postern/core";

/**
 * How much a block says. `full`: every description whole, and every constraint. `summary`: descriptions of up to 200
 * characters, cut at the end of a sentence, and constraints. `signature`: the types alone.
 */
export type Detail = "signature" | "summary" | "full";

/** What was seen of a tool's results: their shape as a schema, never their values. Another object when it changes. */
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
  /** Counts tokens for `maxTokens`. Default: an estimate, about a fifth above what current models count. */
  readonly countTokens?: (text: string) => number;
}

/** Options of `TypeGenerator.declarations`. */
export interface DeclarationOptions {
  /** Only these tools of the namespace. Default: all. */
  readonly tools?: readonly CatalogTool[];
  /** Default `full`. */
  readonly detail?: Detail;
  /**
   * Tokens the block may take. Constraints go first, then descriptions, then deep structure, then tools from the end,
   * which a comment counts. Default: no limit.
   */
  readonly maxTokens?: number;
  /** Also declares each tool's own name where its identifier is another, for `github["list-issues"]`. Default false. */
  readonly ownNames?: boolean;
}

/** Makes TypeScript of a catalog. Types are cached by the content of schemas, blocks by the namespace's version. */
export interface TypeGenerator {
  /**
   * One tool on one line: `github.list_issues(input: { owner: string }): Promise<any>`, up to about 1,600 characters;
   * what is deeper is `object` in an input and `any` in a result.
   */
  signature(tool: CatalogTool): string;
  /**
   * A block that declares a namespace. It compiles under `tsc --strict`, alone and beside other namespaces' blocks.
   * Never throws over a schema: what cannot be read is `unknown`, with a note.
   * @throws {PosternError} INVALID_OPTION - `maxTokens` is not a positive number
   */
  declarations(namespace: DeclaredNamespace, options?: DeclarationOptions): string;
}

/** What the generator reads of a catalog's namespace. Without a version, blocks are not cached. */
export type DeclaredNamespace = Pick<CatalogNamespace, "name" | "tools"> & Partial<Pick<CatalogNamespace, "version">>;
