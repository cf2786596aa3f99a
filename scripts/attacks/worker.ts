// Runs attacks on one driver and writes a line of JSON per attack. The runner watches it from outside: this process is the
// host that an attack may kill.
import { readFileSync } from "node:fs";
import { createSandboxOf } from "./engines.ts";
import { type Attack, createAttackGround, runAttack } from "../../packages/sandbox-kit/src/testing/index.ts";

const [engine = "", attacksFile = ""] = process.argv.slice(2);
const attacks = JSON.parse(readFileSync(attacksFile, "utf8")) as readonly Attack[];
const ground = await createAttackGround();
const sandbox = await createSandboxOf(engine);
await sandbox.warm();
for (const attack of attacks) {
  process.stdout.write(`${JSON.stringify({ starts: attack.id })}\n`);
  const report = await runAttack(attack, { sandbox, ground });
  process.stdout.write(`${JSON.stringify({ report })}\n`);
}
await sandbox[Symbol.asyncDispose]();
await ground[Symbol.asyncDispose]();
process.exit(0);
