import type { JsonObject, JsonSchema } from "./json.ts";

/**
 * What a tool says of itself, with the names and meaning of MCP's `ToolAnnotations`. Claims of the upstream, not facts:
 * a policy may use them, safety may not rest on them.
 */
export interface ToolAnnotations {
  readonly readOnlyHint?: boolean;
  readonly destructiveHint?: boolean;
  readonly idempotentHint?: boolean;
  readonly openWorldHint?: boolean;
}

/** One callable thing of a source. All text is untrusted data. */
export interface Tool {
  /** The name as the source knows it; any string. */
  readonly name: string;
  readonly title?: string;
  readonly description?: string;
  /** What the call takes: one object. */
  readonly inputSchema: JsonSchema;
  /** What the call answers, where the source says so. */
  readonly outputSchema?: JsonSchema;
  readonly annotations?: ToolAnnotations;
  /** Images for people, as in MCP's `Icon`. Neither searched nor shown to scripts. */
  readonly icons?: readonly JsonObject[];
  /** Protocol metadata. Neither searched nor shown to scripts. */
  readonly meta?: JsonObject;
  /** Labels to find and filter by, such as an OpenAPI operation's tags. */
  readonly tags?: readonly string[];
  readonly deprecated?: boolean;
  /**
   * Stands for the tool's whole content in the catalog's version, where the source knows it: it changes whenever anything
   * above does. With it a source may answer tools whose schemas are made when they are read (getters), and nothing reads
   * them all.
   */
  readonly version?: string;
  /**
   * A call takes `{ response: true }` as second argument and then answers `{ status, headers, body }` instead of the
   * body alone. Absent: it does not.
   */
  readonly supportsResponseOption?: boolean;
}
