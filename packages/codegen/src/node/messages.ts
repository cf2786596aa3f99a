import type { EngineAnswer } from "../check/check-engine.ts";
import type { CheckRequest } from "../check/find-problems.ts";
import type { PrepareResult } from "../script/prepare-script.ts";

/** What the worker is asked. One at a time. */
export type WorkerRequest =
  | { readonly kind: "prepare"; readonly text: string }
  | { readonly kind: "check"; readonly request: CheckRequest };

/** What the worker says: once that it has loaded, then one answer to each request. */
export type WorkerMessage =
  | { readonly kind: "ready" }
  | { readonly kind: "prepare"; readonly result: PrepareResult }
  | { readonly kind: "check"; readonly answer: EngineAnswer };

/** What a thread is started with. */
export interface WorkerSettings {
  /** Where compiled code is kept from one start to the next. */
  readonly compileCacheDirectory?: string;
}
