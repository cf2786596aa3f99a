import { type Budget, DEFAULT_BUDGET, errorMessage, isPosternError, type Sandbox } from "@postern/core";
import type { ConformanceCase, Expectation, Need, Step } from "./case.ts";
import { type Ending, judge } from "./judge.ts";
import { watchLoop } from "./loop-watch.ts";
import { createTestHost, type TestHost } from "./test-host.ts";

/** What came of one case. */
export interface CaseReport {
  readonly id: string;
  /** Empty when the case passed; else what was wrong, in words. */
  readonly failures: readonly string[];
  readonly durationMs: number;
}

/** A run that has not ended after this long is reported as hanging. */
const WATCHDOG_MS = 30_000;
const LOOK_EVERY_MS = 5;
/** Cases that measure the host's own event loop may be disturbed by a busy machine, but not three times in a row. */
const TIMED_ATTEMPTS = 3;

let executions = 0;

/**
 * Runs one case and says what was wrong: on `shared`, or, where the case asks for a sandbox of its own, on one that
 * `create` makes and that is disposed afterwards.
 */
export async function runCase(testCase: ConformanceCase, shared: Sandbox, create: () => Sandbox): Promise<CaseReport> {
  if (testCase.subject !== "fresh") {
    return await runOn(shared, testCase);
  }
  await using own = create();
  return await runOn(own, testCase);
}

async function runOn(sandbox: Sandbox, testCase: ConformanceCase): Promise<CaseReport> {
  const startedAt = performance.now();
  const isTimed = [testCase, ...(testCase.followedBy ?? [])].some((step) => step.maxLoopGapMs ?? step.maxAbortMs);
  let triesLeft = isTimed ? TIMED_ATTEMPTS : 1;
  let failures: readonly string[];
  do {
    failures = await attempt(testCase, sandbox);
    triesLeft -= 1;
  } while (failures.length > 0 && triesLeft > 0);
  return { id: testCase.id, failures, durationMs: performance.now() - startedAt };
}

/** Whether the driver can do what the case needs, or can at least be asked to refuse it. */
export function appliesTo(testCase: ConformanceCase, sandbox: Sandbox): boolean {
  return sandbox.capabilities.preemption || !testCase.needs?.includes("preemption");
}

/**
 * Whether the case may run beside others on the same sandbox: it measures no time of the host's, nothing follows on the
 * process that it used, and a guest beside it cannot hold the host.
 */
export function canShare(testCase: ConformanceCase, sandbox: Sandbox): boolean {
  const { followedBy, subject, repeat, maxLoopGapMs, maxAbortMs } = testCase;
  return (
    sandbox.capabilities.preemption && (followedBy ?? subject ?? repeat ?? maxLoopGapMs ?? maxAbortMs) === undefined
  );
}

async function attempt(testCase: ConformanceCase, sandbox: Sandbox): Promise<readonly string[]> {
  const prototypes = snapshotPrototypes();
  const first = { ...testCase, expect: expectationFor(testCase, sandbox) };
  const runs = [
    runStep(first, sandbox, ""),
    ...(testCase.beside ?? []).map((step) => runStep(step, sandbox, "beside: ")),
  ];
  const done = await Promise.all(runs);
  for (const [index, step] of (testCase.followedBy ?? []).entries()) {
    done.push(await runStep(step, sandbox, `then ${index + 1}: `));
  }
  await new Promise<void>((resolve) => setImmediate(resolve));
  const late = done.flatMap((run) => run.hosts.flatMap((host) => host.record.late));
  return [
    ...done.flatMap((run) => run.failures),
    ...(late.length > 0 ? [`${late.length} calls reached the host after the end, such as ${late[0]?.name}`] : []),
    ...(snapshotPrototypes() === prototypes ? [] : ["the host's own prototypes were changed"]),
  ];
}

/** An exception by name comes first; a limit that the driver does not enforce has to be refused. */
function expectationFor(testCase: ConformanceCase, sandbox: Sandbox): Expectation {
  const isMissing = (need: Need): boolean => !sandbox.capabilities[need];
  if (testCase.needs?.some(isMissing)) {
    return { status: "refused", code: "UNSUPPORTED" };
  }
  return testCase.engines?.[sandbox.name]?.expect ?? testCase.expect;
}

interface StepRun {
  readonly hosts: readonly TestHost[];
  readonly failures: readonly string[];
}

async function runStep(step: Step, sandbox: Sandbox, label: string): Promise<StepRun> {
  const hosts: TestHost[] = [];
  const failures: string[] = [];
  for (let count = 0; count < (step.repeat ?? 1); count += 1) {
    const run = await runOnce(step, sandbox);
    hosts.push(run.host);
    failures.push(...[...judge(step.expect, run.ending, run.host.record), ...run.failures].map((text) => label + text));
  }
  return { hosts, failures };
}

interface Run {
  readonly host: TestHost;
  readonly ending: Ending;
  readonly failures: readonly string[];
}

async function runOnce(step: Step, sandbox: Sandbox): Promise<Run> {
  const controller = new AbortController();
  let abortedAt: number | undefined;
  const abort = (): void => {
    abortedAt = performance.now();
    controller.abort();
  };
  const { abort: moment } = step;
  const host = createTestHost({
    ...(step.namespaces && { namespaces: step.namespaces }),
    onCall: (path) => {
      if (typeof moment === "object" && path.name === moment.onCall) {
        setTimeout(abort, moment.afterMs ?? 0);
      }
    },
  });
  if (moment === "before") {
    abort();
  }
  const gap = step.maxLoopGapMs === undefined ? undefined : watchLoop(LOOK_EVERY_MS);
  const ending = await endingOf(step, sandbox, { host, signal: controller.signal });
  const endedAt = performance.now();
  host.end();
  const failures: string[] = [...shapeOf(ending)];
  const longest = gap?.stop() ?? 0;
  if (longest > (step.maxLoopGapMs ?? Infinity)) {
    failures.push(`the host's event loop was held ${Math.round(longest)} ms; the bar is ${step.maxLoopGapMs} ms`);
  }
  if (abortedAt !== undefined && endedAt - abortedAt > (step.maxAbortMs ?? Infinity)) {
    failures.push(`ended ${Math.round(endedAt - abortedAt)} ms after the abort; the bar is ${step.maxAbortMs} ms`);
  }
  return { host, ending, failures };
}

async function endingOf(
  step: Step,
  sandbox: Sandbox,
  { host, signal }: { readonly host: TestHost; readonly signal: AbortSignal },
): Promise<Ending> {
  executions += 1;
  const budget = { ...baseBudget(sandbox), ...step.budget };
  const script = { code: step.script, lineOffset: step.lineOffset ?? 0 };
  const watchdog = Promise.withResolvers<Ending>();
  const timer = setTimeout(() => {
    watchdog.resolve({ status: "rejected", code: "HANGS", message: `no outcome after ${WATCHDOG_MS} ms` });
  }, WATCHDOG_MS);
  const run = async (): Promise<Ending> => {
    try {
      const outcome = await sandbox.run(script, host, {
        executionId: `conformance-${executions}`,
        budget,
        signal,
        onStart: (clock) => host.start(clock),
      });
      return { status: "ended", outcome };
    } catch (error) {
      return { status: "rejected", code: isPosternError(error) ? error.code : "OTHER", message: errorMessage(error) };
    }
  };
  const ending = await Promise.race([run(), watchdog.promise]);
  clearTimeout(timer);
  return ending;
}

/** What a driver does not enforce is not asked of it: such a limit stands at infinity. */
function baseBudget(sandbox: Sandbox): Budget {
  return {
    ...DEFAULT_BUDGET,
    wallTimeMs: 20_000,
    ...(!sandbox.capabilities.cpuLimit && { cpuTimeMs: Infinity }),
    ...(!sandbox.capabilities.memoryLimit && { memoryLimitBytes: Infinity }),
  };
}

const USAGE_FIELDS = [
  "wallTimeMs",
  "cpuTimeMs",
  "callTimeMs",
  "calls",
  "argumentBytes",
  "callResultBytes",
  "resultBytes",
  "logBytes",
] as const;

/** What holds for every outcome: usage is counted, logs are lines with a level. */
function shapeOf(ending: Ending): readonly string[] {
  if (ending.status === "rejected") {
    return [];
  }
  const { usage, logs } = ending.outcome;
  return [
    ...USAGE_FIELDS.filter((field) => !Number.isFinite(usage[field]) || usage[field] < 0).map(
      (field) => `usage.${field} is ${usage[field]}`,
    ),
    ...logs.filter((entry) => typeof entry.text !== "string").map(() => "a log entry without text"),
  ];
}

function snapshotPrototypes(): string {
  return [Object.prototype, Array.prototype, Function.prototype, Promise.prototype]
    .map((prototype) => Reflect.ownKeys(prototype).map(String).join())
    .join("\n");
}
