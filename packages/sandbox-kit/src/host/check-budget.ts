import { type Budget, PosternError } from "@postern/core";

/** The least that makes sense, of every field that a sandbox enforces. */
const LEAST: Readonly<Partial<Record<keyof Budget, number>>> = {
  wallTimeMs: 0,
  cpuTimeMs: 0,
  memoryLimitBytes: 0,
  maxCalls: 0,
  maxConcurrentCalls: 1,
  maxScriptBytes: 0,
  maxArgumentBytes: 0,
  maxCallResultBytes: 0,
  maxResultBytes: 0,
  maxLogBytes: 0,
};

/** Refuses a budget that cannot be kept, by the name of its first impossible field. `Infinity` means no limit. */
export function checkBudget(budget: Budget): void {
  for (const [field, least] of Object.entries(LEAST)) {
    const value: unknown = Reflect.get(budget, field);
    if (typeof value !== "number" || !(value >= least)) {
      throw new PosternError(
        "INVALID_OPTION",
        `budget.${field} is ${String(value)}; it has to be a number of at least ${least}.`,
      );
    }
  }
}
