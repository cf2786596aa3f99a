// The suite, bound to a test framework or run by itself
export { describeSandbox } from "./describe-sandbox.ts";
export type { TestFramework, TestOptions } from "./describe-sandbox.ts";
export { runConformance } from "./run-conformance.ts";
export type { RunConformanceOptions, SandboxFactory, SandboxFactoryOptions, SuiteOptions } from "./run-conformance.ts";
// The cases as data
export { CONFORMANCE_CASES } from "./cases.ts";
export { LIFETIME_CHECKS } from "./lifetime.ts";
export type { LifetimeCheck } from "./lifetime.ts";
export type {
  AbortMoment,
  AnyExpectation,
  CompletedExpectation,
  ConformanceCase,
  EngineException,
  Expectation,
  FailedExpectation,
  Need,
  RefusedExpectation,
  SideExpectation,
  Step,
  TextMatch,
} from "./case.ts";
// One case at a time
export { appliesTo, runCase } from "./run-case.ts";
export type { CaseReport } from "./run-case.ts";
export { judge } from "./judge.ts";
export type { Ending } from "./judge.ts";
export { createTestHost, TEST_NAMESPACES } from "./test-host.ts";
export type { HostRecord, TestHost, TestHostOptions } from "./test-host.ts";
// Attacks
export { describeAttacks } from "./attacks/describe-attacks.ts";
export type { DescribeAttacksOptions } from "./attacks/describe-attacks.ts";
export { ATTACK_SAMPLE } from "./attacks/sample.ts";
export { ATTACK_BUDGET, runAttack } from "./attacks/run-attack.ts";
export type { AttackReport, AttackStage } from "./attacks/run-attack.ts";
export { createAttackGround } from "./attacks/attack-ground.ts";
export type { AttackGround } from "./attacks/attack-ground.ts";
export type { Attack, AttackCategory, AttackExpectation, HostInvariant } from "./attacks/attack.ts";
