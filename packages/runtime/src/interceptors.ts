import type { CatalogTool, JsonObject, ScriptValue } from "@postern/core";
import type { ExecuteReply, SearchReply, SearchRequest } from "./runtime-types.ts";

/** An execution about to begin. */
export interface ExecutionAbout {
  readonly executionId: string;
  /** The owner of the view that it runs in; empty for the runtime's own. */
  readonly owner: string;
  readonly code: string;
  /** Protocol metadata so far: what came with the request, and what the interceptors outside this one passed on. */
  readonly meta: JsonObject;
}

/** A call about to be made, by a script or by itself. */
export interface CallAbout {
  /** The execution's, or one made for a call without a script. */
  readonly executionId: string;
  readonly owner: string;
  readonly kind: "tool" | "resource" | "prompt";
  /** `github.list_issues`, or the `postern` member with what it names. */
  readonly path: string;
  /** Absent for resources and prompts. */
  readonly tool?: CatalogTool;
  /** As the script gave them, not checked yet. */
  readonly args: readonly ScriptValue[];
  /** As in {@link ExecutionAbout}. */
  readonly meta: JsonObject;
}

/** A search about to be made, by a client and not by a script. */
export interface SearchAbout {
  /** As in {@link ExecutionAbout}. */
  readonly owner: string;
  readonly request: SearchRequest;
  /** Protocol metadata that came with the request. */
  readonly meta: JsonObject;
}

/**
 * Functions around executions, calls and searches, for those who log, measure, trace or decide. Each calls `run` once, with protocol
 * metadata to pass on if there is any, and answers what `run` answers. What it throws a `PosternError` for is refused: the
 * script, or whoever searches, sees that error. Several nest, the first outermost.
 */
export interface Interceptor {
  readonly execution?: (
    about: ExecutionAbout,
    run: (meta?: JsonObject) => Promise<ExecuteReply>,
  ) => Promise<ExecuteReply>;
  readonly call?: <Result>(about: CallAbout, run: (meta?: JsonObject) => Promise<Result>) => Promise<Result>;
  readonly search?: (about: SearchAbout, run: () => Promise<SearchReply>) => Promise<SearchReply>;
}

/** Interceptors as one. */
export interface Interception {
  execution(about: ExecutionAbout, run: (meta: JsonObject) => Promise<ExecuteReply>): Promise<ExecuteReply>;
  call<Result>(about: CallAbout, run: (meta: JsonObject) => Promise<Result>): Promise<Result>;
  search(about: SearchAbout, run: () => Promise<SearchReply>): Promise<SearchReply>;
}

/** Nests interceptors, with the metadata of the inner over that of the outer, over that of the request. */
export function createInterception(interceptors: readonly Interceptor[]): Interception {
  return {
    execution(about, run) {
      const around = (index: number, meta: JsonObject): Promise<ExecuteReply> => {
        const next = (more: JsonObject = {}): Promise<ExecuteReply> => around(index + 1, { ...meta, ...more });
        const interceptor = interceptors[index];
        return interceptor === undefined ? run(meta) : (interceptor.execution?.({ ...about, meta }, next) ?? next());
      };
      return around(0, about.meta);
    },
    call(about, run) {
      const around = (index: number, meta: JsonObject): ReturnType<typeof run> => {
        const next = (more: JsonObject = {}): ReturnType<typeof run> => around(index + 1, { ...meta, ...more });
        const interceptor = interceptors[index];
        return interceptor === undefined ? run(meta) : (interceptor.call?.({ ...about, meta }, next) ?? next());
      };
      return around(0, about.meta);
    },
    search(about, run) {
      const nested = interceptors.reduceRight<() => Promise<SearchReply>>(
        (next, interceptor) => () => interceptor.search?.(about, next) ?? next(),
        run,
      );
      return nested();
    },
  };
}
