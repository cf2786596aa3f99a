import type { RunOutcome, ScriptValue } from "@postern/core";
import type {
  CompletedExpectation,
  Expectation,
  FailedExpectation,
  RefusedExpectation,
  SideExpectation,
  TextMatch,
} from "./case.ts";
import type { HostRecord } from "./test-host.ts";

/** What came of one execution: an outcome, or what `run` rejected with. */
export type Ending =
  | { readonly status: "ended"; readonly outcome: RunOutcome }
  | { readonly status: "rejected"; readonly code: string; readonly message: string };

/** Says in words what is wrong with an ending; empty when nothing is. */
export function judge(expected: Expectation, ending: Ending, record: HostRecord): readonly string[] {
  if (expected.status === "any") {
    const verdicts = expected.of.map((each) => judge(each, ending, record));
    return verdicts.some((verdict) => verdict.length === 0)
      ? []
      : [`none of ${verdicts.length} accepted ends: ${verdicts.map((verdict) => verdict.join("; ")).join(" | ")}`];
  }
  if (expected.status === "refused") {
    return judgeRefusal(expected, ending);
  }
  if (ending.status === "rejected") {
    return [`run rejected with ${ending.code}: ${ending.message}`];
  }
  const { outcome } = ending;
  if (outcome.status !== expected.status) {
    return [`expected ${describe(expected)}, got ${show(outcome)}`];
  }
  const main =
    expected.status === "completed"
      ? judgeValue(expected, outcome.status === "completed" ? outcome.value : undefined)
      : judgeFailure(expected, outcome);
  return [...main, ...judgeSide(expected, outcome, record)];
}

/** Whether two values are the same: own enumerable members, arrays by position, bytes by content, NaN never. */
export function sameValue(left: unknown, right: unknown): boolean {
  if (left === right) {
    return true;
  }
  if (typeof left !== "object" || typeof right !== "object" || left === null || right === null) {
    return false;
  }
  if (left instanceof Uint8Array || right instanceof Uint8Array) {
    return left instanceof Uint8Array && right instanceof Uint8Array && left.join() === right.join();
  }
  if (Array.isArray(left) !== Array.isArray(right)) {
    return false;
  }
  const keys = Object.keys(left);
  return (
    keys.length === Object.keys(right).length &&
    keys.every((key) => Object.hasOwn(right, key) && sameValue(Reflect.get(left, key), Reflect.get(right, key)))
  );
}

/** A value as text for a report, with bytes readable and cut at 2,000 characters. */
export function show(value: unknown): string {
  const text = JSON.stringify(value, (_key, member: unknown) =>
    member instanceof Uint8Array ? `<bytes ${member.subarray(0, 32).join(" ")}>` : member,
  );
  return (text ?? String(value)).slice(0, 2000);
}

function judgeRefusal(expected: RefusedExpectation, ending: Ending): readonly string[] {
  if (ending.status === "ended") {
    return [`expected run to reject with ${expected.code}, got ${show(ending.outcome)}`];
  }
  return [
    ...(ending.code === expected.code ? [] : [`expected a ${expected.code}, got ${ending.code}: ${ending.message}`]),
    ...judgeText("refusal message", expected.message, ending.message),
  ];
}

function judgeValue(expected: CompletedExpectation, value: ScriptValue | undefined): readonly string[] {
  return sameValue(expected.value, value) ? [] : [`expected value ${show(expected.value)}, got ${show(value)}`];
}

function judgeFailure(expected: FailedExpectation, outcome: RunOutcome): readonly string[] {
  if (outcome.status !== "failed") {
    return [];
  }
  const { error } = outcome;
  const wrong: string[] = [];
  if (error.code !== expected.code) {
    wrong.push(`expected ${expected.code}, got ${show(error)}`);
  }
  for (const field of ["name", "line", "column"] as const) {
    const wanted = expected[field];
    if (wanted !== undefined && (error[field] ?? null) !== wanted) {
      wrong.push(`expected ${field} ${show(wanted)}, got ${show(error[field])} in ${show(error)}`);
    }
  }
  wrong.push(...judgeText("message", expected.message, error.message));
  if (expected.cause === null && error.cause !== undefined) {
    wrong.push(`expected no cause, got ${show(error.cause)}`);
  } else if (expected.cause) {
    const isNamed = expected.cause.name === undefined || expected.cause.name === error.cause?.name;
    wrong.push(...(isNamed ? [] : [`expected a cause named ${expected.cause.name}, got ${show(error.cause)}`]));
    wrong.push(...judgeText("cause", expected.cause.message, error.cause?.message));
  }
  return wrong;
}

function judgeSide(expected: SideExpectation, outcome: RunOutcome, record: HostRecord): readonly string[] {
  const wrong = [...judgeLogs(expected, outcome)];
  const calls = record.calls.map((path) => path.name);
  const facts: readonly (readonly [string, unknown, unknown])[] = [
    ["calls", expected.calls, calls],
    ["number of calls", expected.callCount, calls.length],
    ["most calls at once", expected.mostCallsAtOnce, record.mostAtOnce],
    ["aborted calls", expected.abortedCalls?.toSorted(), record.aborted.map((path) => path.name).toSorted()],
    [
      "unsettled calls",
      expected.unsettledCalls?.toSorted(),
      outcome.unsettledCalls.map((path) => `${path.namespace}.${path.name}`).toSorted(),
    ],
    ...Object.entries(expected.usage ?? {}).map(
      ([field, value]) => [`usage.${field}`, value, Reflect.get(outcome.usage, field)] as const,
    ),
  ];
  for (const [what, wanted, found] of facts) {
    if (wanted !== undefined && !sameValue(wanted, found)) {
      wrong.push(`expected ${what} ${show(wanted)}, got ${show(found)}`);
    }
  }
  const everything = JSON.stringify(outcome);
  for (const secret of expected.leaksNone ?? []) {
    if (everything.includes(secret)) {
      wrong.push(`the outcome holds ${JSON.stringify(secret)}: ${show(outcome)}`);
    }
  }
  return wrong;
}

function judgeLogs(expected: SideExpectation, outcome: RunOutcome): readonly string[] {
  const wrong: string[] = [];
  if (expected.logs !== undefined && expected.logs.length !== outcome.logs.length) {
    wrong.push(`expected ${expected.logs.length} log entries, got ${show(outcome.logs)}`);
  } else {
    for (const [index, entry] of (expected.logs ?? []).entries()) {
      const found = outcome.logs[index];
      wrong.push(...judgeText(`log ${index}`, entry.text, found?.text));
      if (entry.level !== undefined && entry.level !== found?.level) {
        wrong.push(`expected log ${index} at level ${entry.level}, got ${found?.level}`);
      }
    }
  }
  for (const wanted of expected.someLogs ?? []) {
    if (!outcome.logs.some((entry) => judgeText("log", wanted, entry.text).length === 0)) {
      wrong.push(`expected a log ${show(wanted)}, got ${show(outcome.logs.slice(-5))}`);
    }
  }
  return wrong;
}

function judgeText(what: string, wanted: TextMatch | undefined, found: string | undefined): readonly string[] {
  if (wanted === undefined) {
    return [];
  }
  if (found === undefined) {
    return [`expected a ${what} ${show(wanted)}, got none`];
  }
  if (typeof wanted === "string") {
    return wanted === found ? [] : [`expected ${what} ${show(wanted)}, got ${show(found)}`];
  }
  return [
    ...(wanted.contains ?? [])
      .filter((part) => !found.includes(part))
      .map((part) => `expected ${what} with ${show(part)}, got ${show(found)}`),
    ...(wanted.excludes ?? [])
      .filter((part) => found.includes(part))
      .map((part) => `expected ${what} without ${show(part)}, got ${show(found)}`),
  ];
}

function describe(expected: Expectation): string {
  return expected.status === "failed"
    ? `a failure ${expected.code}`
    : `completion with ${show(expected.status === "completed" ? expected.value : undefined)}`;
}
