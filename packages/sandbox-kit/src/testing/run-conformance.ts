import type { Isolation, Sandbox } from "@postern/core";
import type { ConformanceCase } from "./case.ts";
import { CONFORMANCE_CASES } from "./cases.ts";
import { LIFETIME_CHECKS } from "./lifetime.ts";
import { appliesTo, canShare, type CaseReport, runCase } from "./run-case.ts";

/** What the suite asks of a driver's options. */
export interface SandboxFactoryOptions {
  readonly isolation?: Isolation;
}

/** Makes a sandbox; a fresh one each time. */
export type SandboxFactory = (options?: SandboxFactoryOptions) => Sandbox;

/** Which part of the suite to run, and on which isolation. */
export interface SuiteOptions {
  /** Default: the driver's own. */
  readonly isolation?: Isolation;
  /** Default: every case. */
  readonly only?: (testCase: ConformanceCase) => boolean;
}

/** Options of {@link runConformance}. */
export interface RunConformanceOptions extends SuiteOptions {
  /** Told of each case as it ends. */
  readonly onCase?: (report: CaseReport) => void;
}

/**
 * Runs the suite without a test framework and answers what came of each case, in order. A driver conforms when every
 * report's `failures` is empty.
 */
export async function runConformance(
  createSandbox: SandboxFactory,
  options: RunConformanceOptions = {},
): Promise<readonly CaseReport[]> {
  const create = creatorOf(createSandbox, options);
  const reports: CaseReport[] = [];
  const add = (caseReport: CaseReport): void => {
    reports.push(caseReport);
    options.onCase?.(caseReport);
  };
  await using shared = create();
  for (const batch of batchesOf(casesFor(shared, options), shared)) {
    for (const report of await Promise.all(batch.map(async (testCase) => runCase(testCase, shared, create)))) {
      add(report);
    }
  }
  for (const check of options.only === undefined ? LIFETIME_CHECKS : []) {
    const startedAt = performance.now();
    const failures = await check.run(create, createSandbox);
    add({ id: check.id, failures, durationMs: performance.now() - startedAt });
  }
  return reports;
}

/** A factory of sandboxes of the isolation that the options name. */
export function creatorOf(createSandbox: SandboxFactory, options: SuiteOptions): () => Sandbox {
  const { isolation } = options;
  return () => createSandbox(isolation === undefined ? {} : { isolation });
}

const MAX_AT_ONCE = 5;

/** Neighbours that may run at once, in the order of the cases. */
function batchesOf(cases: readonly ConformanceCase[], sandbox: Sandbox): readonly (readonly ConformanceCase[])[] {
  const batches: ConformanceCase[][] = [];
  let open: ConformanceCase[] = [];
  for (const testCase of cases) {
    if (!canShare(testCase, sandbox)) {
      batches.push([testCase]);
      open = [];
    } else if (open.length === 0 || open.length === MAX_AT_ONCE) {
      open = [testCase];
      batches.push(open);
    } else {
      open.push(testCase);
    }
  }
  return batches;
}

/** The cases that apply to a driver. Those it cannot be asked, such as to stop a native in process, are not among them. */
export function casesFor(sandbox: Sandbox, options: SuiteOptions): readonly ConformanceCase[] {
  return CONFORMANCE_CASES.filter((testCase) => options.only?.(testCase) ?? true).filter((testCase) =>
    appliesTo(testCase, sandbox),
  );
}
