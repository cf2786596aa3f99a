import { spawn } from "node:child_process";
import { once } from "node:events";

const WARM_UP = 500;
const ROUNDS = 5000;
const LINE = 'DR1,{"i":1}\n';
/** Answers every line with itself, with the blocking calls that a guest's process uses. */
const ECHO = `const { readSync, writeSync } = require("node:fs");
const chunk = Buffer.alloc(4096);
for (let length = readSync(0, chunk); length > 0; length = readSync(0, chunk)) writeSync(1, chunk, 0, length);`;

/** Microseconds for a short line to a child process and back, from an event loop: what a call cannot take less than. */
export async function measurePipe(): Promise<number> {
  const child = spawn(process.execPath, ["--eval", ECHO], { stdio: ["pipe", "pipe", "inherit"] });
  const done = Promise.withResolvers<number>();
  let count = 0;
  let startedAt = 0;
  child.stdout.on("data", () => {
    count += 1;
    if (count === WARM_UP) {
      startedAt = performance.now();
    }
    if (count === WARM_UP + ROUNDS) {
      done.resolve(((performance.now() - startedAt) * 1000) / ROUNDS);
      child.stdin.end();
    } else {
      child.stdin.write(LINE);
    }
  });
  child.stdin.write(LINE);
  const microseconds = await done.promise;
  await once(child, "close");
  return microseconds;
}
