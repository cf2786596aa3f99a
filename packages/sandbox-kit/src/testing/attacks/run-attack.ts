import { type Budget, DEFAULT_BUDGET, errorMessage, type RunOutcome, type Sandbox } from "@postern/core";
import { sameValue } from "../judge.ts";
import type { Attack, AttackExpectation, HostInvariant } from "./attack.ts";
import type { AttackGround } from "./attack-ground.ts";
import { type AttackHost, createAttackHost } from "./attack-host.ts";
import { type HostObservation, treeCpuSeconds, untilMemoryRests, watchHost } from "./host-watch.ts";

/** What came of an attack. */
export interface AttackReport {
  readonly id: string;
  readonly category: string;
  /** How the attacking execution ended, in a word: `value:1`, `error:timeout`. */
  readonly ending: string;
  /** Empty when the sandbox held; else what did not, in words. */
  readonly failures: readonly string[];
  readonly durationMs: number;
}

/** The limits that attacks run with. */
export const ATTACK_BUDGET: Budget = {
  ...DEFAULT_BUDGET,
  wallTimeMs: 1000,
  memoryLimitBytes: 64 * 1024 * 1024,
  maxCalls: 1000,
  maxConcurrentCalls: 16,
  maxResultBytes: 1024 * 1024,
  maxCallResultBytes: 1024 * 1024,
  maxArgumentBytes: 1024 * 1024,
  maxLogBytes: 256 * 1024,
};

const NEXT_WITHIN_MS = 3000;
const NEXT_CODE = "return (await tools.echo({ value: 41 })).value + 1";
const QUIET_AFTER_MS = 1000;
const MAX_QUIET_CORES = 0.2;

/** Where an attack is run. */
export interface AttackStage {
  readonly sandbox: Sandbox;
  readonly ground: AttackGround;
  /** Replaces fields of the attacks' budget. */
  readonly budget?: Partial<Budget>;
}

interface Execution {
  readonly ending: string;
  readonly text: string;
  readonly host: AttackHost;
}

/** Runs one attack and says whether the sandbox held. */
export async function runAttack(attack: Attack, stage: AttackStage): Promise<AttackReport> {
  const startedAt = performance.now();
  const { hostInvariant: invariant } = attack;
  const prototypes = prototypeNames();
  const accidents: string[] = [];
  const note = (error: unknown): void => {
    accidents.push(`the host saw an uncaught error: ${errorMessage(error)}`);
  };
  process.on("uncaughtException", note);
  process.on("unhandledRejection", note);
  if (invariant.maxRssGrowthMb !== undefined) {
    await untilMemoryRests();
  }
  const watch = watchHost();
  const executions = [await execute(attack.code, stage)];
  for (let count = 1; count < (attack.repeat ?? 1); count += 1) {
    executions.push(await execute(attack.code, stage));
  }
  const ending = executions.at(-1)?.ending ?? "";
  const failures = [
    ...judgeEnding([attack.expect, ...(attack.accept ?? [])], ending),
    ...judgeObservation(invariant, watch.stop()),
  ];
  failures.push(...(await judgeQuiet(invariant)), ...(await judgeNext(attack, stage)), ...accidents);
  process.off("uncaughtException", note);
  process.off("unhandledRejection", note);
  failures.push(...judgeTexts(invariant, executions, stage.ground.canary), ...judgeCalls(invariant, executions));
  if (invariant.protoClean !== false && (prototypeNames() !== prototypes || "polluted" in {})) {
    failures.push("the host's prototypes were changed");
  }
  if (invariant.noHostFx !== false) {
    failures.push(...(await stage.ground.effects()));
  }
  const durationMs = performance.now() - startedAt;
  return { id: attack.id, category: attack.category, ending, failures, durationMs };
}

function judgeObservation(invariant: HostInvariant, { longestGapMs, memoryGrowthMb }: HostObservation): string[] {
  return [
    ...(longestGapMs > (invariant.maxLoopBlockMs ?? Infinity)
      ? [`the event loop was held ${Math.round(longestGapMs)} ms`]
      : []),
    ...(memoryGrowthMb > (invariant.maxRssGrowthMb ?? Infinity)
      ? [`memory grew by ${Math.round(memoryGrowthMb)} MB`]
      : []),
  ];
}

async function execute(code: string, { sandbox, ground, budget }: AttackStage): Promise<Execution> {
  const host = createAttackHost(ground.canary);
  const options = { executionId: "attack", budget: { ...ATTACK_BUDGET, ...budget } };
  let ending: string;
  let text: string;
  try {
    const outcome = await sandbox.run({ code: ground.prepare(code), lineOffset: 0 }, host, options);
    ending = endingOf(outcome);
    text = JSON.stringify({ ...outcome, usage: undefined });
  } catch (error) {
    ending = `threw:${errorMessage(error)}`;
    text = ending;
  }
  host.end();
  return { ending, text, host };
}

const ENDINGS: Readonly<Record<string, string>> = {
  TIMEOUT: "error:timeout",
  CPU_LIMIT: "error:timeout",
  MEMORY_LIMIT: "error:memory",
  CALL_LIMIT: "error:limit",
  OUTPUT_LIMIT: "error:limit",
  SANDBOX_CRASHED: "error:crash",
  ABORTED: "error:aborted",
};

function endingOf(outcome: RunOutcome): string {
  return outcome.status === "completed"
    ? `value:${JSON.stringify(outcome.value)}`
    : (ENDINGS[outcome.error.code] ?? "error:script");
}

function judgeEnding(accepted: readonly AttackExpectation[], ending: string): string[] {
  const isAccepted = accepted.some((each) => each === "contained" || each === ending || isSameJson(each, ending));
  return isAccepted ? [] : [`ended with ${ending.slice(0, 200)}, not with ${accepted.join(" or ").slice(0, 200)}`];
}

function isSameJson(left: string, right: string): boolean {
  if (!left.startsWith("value:") || !right.startsWith("value:")) {
    return false;
  }
  try {
    return sameValue(JSON.parse(left.slice(6)), JSON.parse(right.slice(6)));
  } catch {
    return false;
  }
}

/** The follow-up, and the plain execution that must work after everything. */
async function judgeNext(attack: Attack, stage: AttackStage): Promise<string[]> {
  const failures: string[] = [];
  if (attack.followUp !== undefined) {
    const next = await execute(attack.followUp.code, stage);
    failures.push(...judgeEnding([attack.followUp.expect], next.ending).map((failure) => `follow-up ${failure}`));
    if (attack.followUpNoLog !== undefined && next.text.includes(attack.followUpNoLog)) {
      failures.push("the follow-up holds the first execution's logs");
    }
  }
  if (attack.hostInvariant.nextExecution !== false) {
    const startedAt = performance.now();
    const next = await execute(NEXT_CODE, stage);
    const tookMs = performance.now() - startedAt;
    failures.push(...judgeEnding(["value:42"], next.ending).map((failure) => `the next execution ${failure}`));
    if (tookMs > NEXT_WITHIN_MS) {
      failures.push(`the next execution took ${Math.round(tookMs)} ms`);
    }
  }
  return failures;
}

async function judgeQuiet(invariant: HostInvariant): Promise<string[]> {
  if (invariant.noCpuAfterEnd !== true) {
    return [];
  }
  await new Promise((resolve) => setTimeout(resolve, QUIET_AFTER_MS));
  const before = treeCpuSeconds();
  await new Promise((resolve) => setTimeout(resolve, QUIET_AFTER_MS));
  const cores = (treeCpuSeconds() - before) / (QUIET_AFTER_MS / 1000);
  return cores <= MAX_QUIET_CORES ? [] : [`a second after the end ${cores.toFixed(2)} cores were busy`];
}

const HOST_PATH = /file:\/\/|node_modules|(?:^|[^\w.])\/(?:home|root|tmp|usr|opt|srv|work|etc|proc|var)\/\w/u;

function judgeTexts(invariant: HostInvariant, executions: readonly Execution[], canary: string): string[] {
  const texts = executions.flatMap(({ text, host }) => [text, ...host.argumentTexts]);
  const paths = invariant.noHostPath === true ? executions.flatMap(({ text }) => HOST_PATH.exec(text)?.[0] ?? []) : [];
  return [
    ...(invariant.noSecret !== false && texts.some((text) => text.includes(canary)) ? ["the canary got out"] : []),
    ...paths.map((path) => `a path of the host got out: ${path}`),
  ];
}

function judgeCalls(invariant: HostInvariant, executions: readonly Execution[]): string[] {
  const late = executions.flatMap(({ host }) => host.lateCalls);
  const unknown = executions.flatMap(({ host }) => host.unknown);
  return [
    ...(invariant.noToolCallAfterEnd !== false && late.length > 0
      ? [`${late.length} calls arrived after the end`]
      : []),
    ...(invariant.onlyKnownTools !== false && unknown.length > 0
      ? [`asked for ${unknown.slice(0, 3).join(", ")}`]
      : []),
  ];
}

function prototypeNames(): string {
  return [Object.prototype, Array.prototype, Function.prototype, Promise.prototype]
    .map((prototype) => Reflect.ownKeys(prototype).map(String).join())
    .join("\n");
}
