// Hosts a driver while hostile scripts run on it, and prints how its own event loop fared.
import { monitorEventLoopDelay } from "node:perf_hooks";
import { DEFAULT_BUDGET } from "../../packages/core/src/index.ts";
import { SUBJECTS } from "./subjects/index.ts";

/** What holds a host that runs scripts in its own thread, or floods one that does not. */
const HOSTILE = [
  "for (;;);",
  'return /^(a+)+$/.test("a".repeat(60) + "b");',
  "return Array.prototype.indexOf.call({ length: 2 ** 53 - 1 }, 1);",
  'return "a".repeat(3e7).split("").length;',
  "const all = []; for (;;) all.push(new Array(1000).fill(all.length));",
  "for (;;) tools.echo({ value: 1 });",
  'for (;;) console.log("flood");',
  "for (;;) await null;",
  'return "v".repeat(8000000);',
  "const breed = () => { setTimeout(breed, 0); setTimeout(breed, 0); }; breed(); await new Promise(() => {});",
];
const ROUNDS = 2;
const AT_ONCE = 2;
const RESOLUTION_MS = 5;

const subject = await SUBJECTS[process.argv[2] ?? ""]?.();
const opened = await subject?.open(2, {
  wallTimeMs: 1000,
  maxCalls: DEFAULT_BUDGET.maxCalls,
  maxConcurrentCalls: DEFAULT_BUDGET.maxConcurrentCalls,
});
const delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
await opened?.run("return 1;");
delay.enable();
const queue = Array.from({ length: ROUNDS }, () => HOSTILE).flat();
const attacks = queue.length;
const attack = async (): Promise<void> => {
  for (let script = queue.shift(); script !== undefined; script = queue.shift()) {
    try {
      await opened?.run(script);
    } catch {
      // Ending by a limit is what these are for.
      continue;
    }
  }
};
await Promise.all(Array.from({ length: AT_ONCE }, attack));
delay.disable();
const toMs = (nanoseconds: number): number => Math.max(0, nanoseconds / 1e6 - RESOLUTION_MS);
const result = { attacks, p999Ms: toMs(delay.percentile(99.9)), longestMs: toMs(delay.max) };
process.stdout.write(`\n@result ${JSON.stringify(result)}\n`);
await opened?.close();
process.exit(0);
