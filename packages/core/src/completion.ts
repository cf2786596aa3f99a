/** An argument that is being filled in: of a prompt, or of a resource template. */
export interface CompletionRequest {
  readonly of: { readonly prompt: string } | { readonly uriTemplate: string };
  readonly argument: string;
  /** What was typed so far. */
  readonly value: string;
  /** Arguments filled in before. */
  readonly others?: Readonly<Record<string, string>>;
}

/** What an argument may be. */
export interface Completion {
  readonly values: readonly string[];
  /** How many there are, shown or not. */
  readonly total?: number;
  readonly hasMore?: boolean;
}
