import type { JsonObject } from "@postern/core";

/** Where a part's JSON text stands in the body: offset and length in bytes. */
export type Span = readonly [offset: number, length: number];

/** Sections of `components` whose members are read one by one. */
export const SECTIONS = ["schemas", "parameters", "responses", "requestBodies", "headers"] as const;

/** One of {@link SECTIONS}. */
export type Section = (typeof SECTIONS)[number];

/** What is known of an operation without reading it. */
export interface OperationEntry {
  readonly operationId?: string;
  /** In capitals. */
  readonly method: string;
  /** The path template: `/users/{id}`. */
  readonly path: string;
  readonly summary?: string;
  readonly description?: string;
  readonly tags?: readonly string[];
  readonly deprecated?: boolean;
  readonly span: Span;
}

/** A server of a document, a path or an operation (OpenAPI 3.1, section 4.8.5). */
export interface Server {
  readonly url: string;
  readonly variables?: Readonly<Record<string, { readonly default?: string; readonly enum?: readonly string[] }>>;
}

/** Alternatives, one of which is enough; of each, every scheme is needed (OpenAPI 3.1, section 4.8.30). */
export type SecurityRequirements = readonly Readonly<Record<string, readonly string[]>>[];

/** The small part of a document that is always in memory; the rest is read by span. */
export interface DocumentIndex {
  readonly title: string;
  /** The API's own version. */
  readonly version: string;
  /** The version of OpenAPI that the document was written in. */
  readonly specification: string;
  readonly servers: readonly Server[];
  /** Some operations have servers of their own. */
  readonly hasOperationServers: boolean;
  readonly security: SecurityRequirements;
  readonly securitySchemes: Readonly<Record<string, JsonObject>>;
  readonly operations: readonly OperationEntry[];
  readonly components: Readonly<Record<Section, Readonly<Record<string, Span>>>>;
  /** What is wrong with the document, for people. */
  readonly problems: readonly string[];
}
