import type { AttackExpectation } from "./attack.ts";

/** An attack of the sample, and every end that passes. */
export type AttackRow = readonly [id: string, description: string, code: string, ...expected: AttackExpectation[]];
