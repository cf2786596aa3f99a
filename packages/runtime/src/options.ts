import type { ScriptChecker, TypeGenerator } from "@postern/codegen";
import {
  type Budget,
  type CatalogTool,
  DEFAULT_BUDGET,
  PosternError,
  type Sandbox,
  type ScriptValue,
  type SearchIndex,
  type Source,
  type Store,
} from "@postern/core";
import type { Interceptor } from "./interceptors.ts";

/** What a runtime is made of. */
export interface RuntimeOptions {
  /** Where tools come from. The runtime lists and calls; it disposes none of them. */
  readonly sources: readonly Source[];
  /** What runs scripts. The runtime does not dispose it. */
  readonly sandbox: Sandbox;
  /** Finds tools. Default: a new index of `@postern/search`. A runtime's own, not shared with another. */
  readonly searchIndex?: SearchIndex;
  /** Makes the index of a narrowed view. Default: a new index of `@postern/search`. */
  readonly createViewIndex?: () => SearchIndex;
  /** Writes signatures and declarations. Default: a new generator of `@postern/codegen`. */
  readonly generator?: TypeGenerator;
  /**
   * Prepares and checks scripts. Whoever made it disposes it. Default: the checker of `@postern/codegen` in this thread,
   * which a script with expensive types can hold up; on Node, take the one of `@postern/codegen/node`.
   */
  readonly checker?: ScriptChecker;
  /** Functions around executions and calls, for logs, traces and decisions. Default: none. */
  readonly interceptors?: readonly Interceptor[];
  /** Told of each value that a tool answered to a script or a call, for learning what tools answer. */
  readonly onResult?: (tool: CatalogTool, value: ScriptValue | undefined) => void;
  /** Limits of every execution; what is absent is {@link DEFAULT_BUDGET}'s. */
  readonly budget?: Partial<Budget>;
  /** Where results that did not fit are kept. Default: in memory. */
  readonly store?: Store;
  /** Milliseconds that a kept result stays readable. Default 3,600,000. Older ones are deleted. */
  readonly resultTtlMs?: number;
  /** Bytes of all kept results. Default 256 MiB. The oldest are deleted. */
  readonly maxKeptResultBytes?: number;
  /** Milliseconds that `ready()` waits for sources. Default 10,000. A later one joins when it answers. */
  readonly readyTimeoutMs?: number;
  /** Milliseconds in which changes of one source are gathered before its tools are listed again. Default 50. */
  readonly changeDelayMs?: number;
}

/** The options with every default in place. */
export interface ResolvedOptions {
  readonly budget: Budget;
  readonly resultTtlMs: number;
  readonly maxKeptResultBytes: number;
  readonly readyTimeoutMs: number;
  readonly changeDelayMs: number;
}

const MEBIBYTE = 1024 * 1024;

/** @throws {PosternError} INVALID_OPTION - a limit that is no positive number */
export function resolveOptions(options: RuntimeOptions): ResolvedOptions {
  const resolved: ResolvedOptions = {
    budget: { ...DEFAULT_BUDGET, ...withoutUndefined(options.budget ?? {}) },
    resultTtlMs: options.resultTtlMs ?? 3_600_000,
    maxKeptResultBytes: options.maxKeptResultBytes ?? 256 * MEBIBYTE,
    readyTimeoutMs: options.readyTimeoutMs ?? 10_000,
    changeDelayMs: options.changeDelayMs ?? 50,
  };
  const numbers = { ...resolved.budget, ...resolved, budget: undefined };
  for (const [name, value] of Object.entries(numbers)) {
    if (value !== undefined && !(value > 0)) {
      throw new PosternError("INVALID_OPTION", `${name} is ${value}; it has to be a number above 0.`);
    }
  }
  return resolved;
}

/** The runtime's budget with what an execution lowers. */
export function lowerBudget(budget: Budget, lower: Partial<Budget>): Budget {
  const lowered: Record<string, number> = { ...budget };
  for (const [name, limit] of Object.entries(withoutUndefined(lower))) {
    if (!(limit > 0)) {
      throw new PosternError("INVALID_OPTION", `${name} is ${limit}; it has to be a number above 0.`);
    }
    lowered[name] = Math.min(lowered[name] ?? limit, limit);
  }
  return lowered as unknown as Budget;
}

function withoutUndefined(budget: Partial<Budget>): Record<string, number> {
  return Object.fromEntries(
    Object.entries(budget).filter((entry): entry is [string, number] => entry[1] !== undefined),
  );
}
