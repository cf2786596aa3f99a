import type { Sandbox } from "@postern/core";
import type { ConformanceCase } from "./case.ts";
import { LIFETIME_CHECKS } from "./lifetime.ts";
import { canShare, runCase } from "./run-case.ts";
import { casesFor, creatorOf, type SandboxFactory, type SuiteOptions } from "./run-conformance.ts";

/** The three functions of a test framework that the suite needs; those of vitest and of node:test fit. */
export interface TestFramework {
  readonly describe: (name: string, body: () => void) => unknown;
  readonly it: (name: string, options: TestOptions, body: () => Promise<void>) => unknown;
  readonly afterAll: (body: () => Promise<void>) => unknown;
}

/** What a test is registered with. */
export interface TestOptions {
  /** Milliseconds after which the test has failed. */
  readonly timeout: number;
  /** The test may run while its neighbours do. A framework that knows no such option runs it alone. */
  readonly concurrent?: boolean;
}

const TEST_TIMEOUT_MS = 90_000;

/**
 * Registers the suite for a driver, one test per case.
 *
 * ```ts
 * import { describeSandbox } from "@postern/sandbox-kit/testing";
 * import { afterAll, describe, it } from "vitest";
 * import { createMySandbox } from "../src/index.ts";
 *
 * describeSandbox({ describe, it, afterAll }, createMySandbox);
 * ```
 */
export function describeSandbox(
  framework: TestFramework,
  createSandbox: SandboxFactory,
  options: SuiteOptions = {},
): void {
  const { describe, it, afterAll } = framework;
  const create = creatorOf(createSandbox, options);
  const shared = create();
  describe(`${shared.name}${options.isolation ? `, ${options.isolation}` : ""}`, () => {
    afterAll(async () => {
      await shared[Symbol.asyncDispose]();
    });
    for (const [area, cases] of Object.entries(Object.groupBy(casesFor(shared, options), areaOf))) {
      describe(area, () => {
        for (const testCase of cases ?? []) {
          const concurrent = canShare(testCase, shared);
          it(titleOf(testCase, shared), { timeout: TEST_TIMEOUT_MS, concurrent }, async () => {
            report(testCase.id, (await runCase(testCase, shared, create)).failures);
          });
        }
      });
    }
    describe("lifetime", () => {
      for (const check of LIFETIME_CHECKS) {
        it(`${check.title} [${check.id}]`, { timeout: TEST_TIMEOUT_MS }, async () => {
          report(check.id, await check.run(create, createSandbox));
        });
      }
    });
  });
}

function areaOf({ id }: ConformanceCase): string {
  return id.slice(0, id.indexOf("."));
}

function titleOf(testCase: ConformanceCase, sandbox: Sandbox): string {
  const exception = testCase.engines?.[sandbox.name];
  const because = exception ? ` (otherwise on ${sandbox.name}: ${exception.reason})` : "";
  return `${testCase.title} [${testCase.id}]${because}`;
}

function report(id: string, failures: readonly string[]): void {
  if (failures.length > 0) {
    throw new Error(`${id}\n  ${failures.join("\n  ")}`);
  }
}
