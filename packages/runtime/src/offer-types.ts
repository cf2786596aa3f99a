import type {
  Completion,
  CompletionRequest,
  Prompt,
  PromptResult,
  Resource,
  ResourceContents,
  ResourceTemplate,
  UpstreamLog,
} from "@postern/core";
import type { CallOptions } from "./runtime-types.ts";

/** What one source offers besides tools, as it says itself. */
export interface SourceOffers {
  readonly resources: readonly Resource[];
  readonly templates: readonly ResourceTemplate[];
  readonly prompts: readonly Prompt[];
}

/** The same with the namespace's identifier. */
export interface NamespaceOffers extends SourceOffers {
  readonly namespace: string;
}

/** What sources offer besides tools, for those who pass it on. Scripts reach the same with `postern.readResource` and the like. */
export interface OfferAccess {
  /**
   * Of every namespace that may be read from, all that it offers now. Sources that have not answered yet are waited for as
   * by `ready()`; one that cannot be asked offers nothing.
   */
  list(): Promise<readonly NamespaceOffers[]>;
  /** @throws {PosternError} UNKNOWN_TOOL - no such namespace; UNSUPPORTED; and what the source throws */
  readResource(namespace: string, uri: string, options?: CallOptions): Promise<readonly ResourceContents[]>;
  /** Throws as `readResource`. */
  getPrompt(
    namespace: string,
    prompt: { readonly name: string; readonly input: Readonly<Record<string, string>> },
    options?: CallOptions,
  ): Promise<PromptResult>;
  /** Throws as `readResource`. */
  complete(namespace: string, request: CompletionRequest, options?: CallOptions): Promise<Completion>;
  /** Tells when a resource may have changed. Throws as `readResource`. */
  watchResource(namespace: string, uri: string, listener: () => void): Promise<Disposable>;
  /** Tells when `list` would answer something else. */
  onChanged(listener: (changed: OfferChange) => void): Disposable;
  /** Tells what sources log while they are at no call. */
  onLog(listener: (message: NamespaceLog) => void): Disposable;
}

/** What became another list. */
export interface OfferChange {
  readonly namespace: string;
  /** Resources or resource templates. */
  readonly resources: boolean;
  readonly prompts: boolean;
}

/** What a source logs, with its namespace's identifier. */
export interface NamespaceLog extends UpstreamLog {
  readonly namespace: string;
}
