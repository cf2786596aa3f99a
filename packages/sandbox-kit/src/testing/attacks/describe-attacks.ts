import type { Sandbox } from "@postern/core";
import type { TestFramework } from "../describe-sandbox.ts";
import type { SandboxFactory, SuiteOptions } from "../run-conformance.ts";
import { creatorOf } from "../run-conformance.ts";
import type { Attack } from "./attack.ts";
import { type AttackGround, createAttackGround } from "./attack-ground.ts";
import { runAttack } from "./run-attack.ts";
import { ATTACK_SAMPLE } from "./sample.ts";

/** Options of {@link describeAttacks}. */
export interface DescribeAttacksOptions extends Pick<SuiteOptions, "isolation"> {
  /** Default: {@link ATTACK_SAMPLE}. */
  readonly attacks?: readonly Attack[];
}

const TEST_TIMEOUT_MS = 60_000;
/** Enough for every attack that ends by itself, and short for those that do not. */
const WALL_TIME_MS = 400;
/** A busy machine may hold the event loop or be late once, but not three times in a row. */
const ATTEMPTS = 3;

/** Registers attacks on a driver, one test per attack. See {@link TestFramework} for what `framework` is. */
export function describeAttacks(
  framework: TestFramework,
  createSandbox: SandboxFactory,
  options: DescribeAttacksOptions = {},
): void {
  const { describe, it, afterAll } = framework;
  const create = creatorOf(createSandbox, options);
  describe("attacks", () => {
    let stage: Promise<{ readonly sandbox: Sandbox; readonly ground: AttackGround }> | undefined;
    const enter = async (): Promise<{ readonly sandbox: Sandbox; readonly ground: AttackGround }> => {
      const ground = await createAttackGround();
      return { ground, sandbox: create() };
    };
    afterAll(async () => {
      const { sandbox, ground } = (await stage) ?? {};
      await sandbox?.[Symbol.asyncDispose]();
      await ground?.[Symbol.asyncDispose]();
    });
    for (const attack of options.attacks ?? ATTACK_SAMPLE) {
      it(`${attack.description} [${attack.id}]`, { timeout: TEST_TIMEOUT_MS }, async () => {
        stage ??= enter();
        const { sandbox, ground } = await stage;
        let failures: readonly string[] = [];
        for (let tried = 0; tried < ATTEMPTS && (tried === 0 || failures.length > 0); tried += 1) {
          const report = await runAttack(attack, { sandbox, ground, budget: { wallTimeMs: WALL_TIME_MS } });
          failures = report.failures;
        }
        if (failures.length > 0) {
          throw new Error(`${attack.id}\n  ${failures.join("\n  ")}`);
        }
      });
    }
  });
}
