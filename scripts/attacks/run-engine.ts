// One driver's attacks, in a process that is watched from outside.
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Attack, AttackReport } from "../../packages/sandbox-kit/src/testing/index.ts";

/** A report and the engine that it is about. */
export interface AttackResult extends AttackReport {
  readonly engine: string;
}

/** A message of the worker: an attack starts, or it is over. */
interface WorkerMessage {
  readonly starts?: string;
  readonly report?: AttackReport;
}

/** Runs attacks on an engine, starting over behind each one that took the host with it or hung for longer than `hangMs`. */
export async function runEngine(engine: string, attacks: readonly Attack[], hangMs: number): Promise<AttackResult[]> {
  const results: AttackResult[] = [];
  let left = attacks;
  while (left.length > 0) {
    const found = await runWorker(engine, left, { hangMs, onResult: (result) => showProgress(result, attacks.length) });
    results.push(...found);
    left = left.slice(Math.max(found.length, 1));
  }
  process.stderr.write("\n");
  return results;

  function showProgress(result: AttackResult, total: number): void {
    const failed = [...results, result].filter(({ failures }) => failures.length > 0).length;
    const at = attacks.findIndex(({ id }) => id === result.id) + 1;
    const line = `${engine} ${at}/${total}, ${failed} failed so far: ${result.id}`;
    process.stderr.write(process.stderr.isTTY ? `\r\u001b[K${line}` : at % 25 === 0 ? `${line}\n` : "");
  }
}

interface WorkerWatch {
  readonly hangMs: number;
  readonly onResult: (result: AttackResult) => void;
}

async function runWorker(engine: string, attacks: readonly Attack[], watch: WorkerWatch): Promise<AttackResult[]> {
  const directory = mkdtempSync(join(tmpdir(), "postern-attacks-"));
  const file = join(directory, "attacks.json");
  writeFileSync(file, JSON.stringify(attacks));
  const worker = join(import.meta.dirname, "worker.ts");
  // `--no-node-snapshot` is what isolated-vm asks of a process that it runs in.
  const args = ["--no-node-snapshot", "--disable-warning=ExperimentalWarning", worker, engine, file];
  const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "pipe"] });
  const results: AttackResult[] = [];
  const add = (report: AttackReport): void => {
    results.push({ engine, ...report });
    watch.onResult({ engine, ...report });
  };
  let current: Attack | undefined = attacks[0];
  let errors = "";
  let hung = false;
  const kill = (): void => {
    hung = true;
    child.kill("SIGKILL");
  };
  let timer = setTimeout(kill, watch.hangMs + 10_000);
  child.stderr.on("data", (chunk: Buffer) => {
    errors = (errors + chunk.toString()).slice(-500);
  });
  for await (const line of createInterface({ input: child.stdout })) {
    const message = parseMessage(line);
    clearTimeout(timer);
    timer = setTimeout(kill, watch.hangMs);
    if (message?.report !== undefined) {
      add(message.report);
      current = undefined;
    } else if (message?.starts !== undefined) {
      current = attacks.find(({ id }) => id === message.starts);
    }
  }
  clearTimeout(timer);
  if (current !== undefined) {
    const what = hung ? `the host hung for ${watch.hangMs} ms` : `the host died: ${errors.trim().slice(-300)}`;
    add({ id: current.id, category: current.category, ending: "none", failures: [what], durationMs: 0 });
  }
  rmSync(directory, { recursive: true, force: true });
  return results;
}

function parseMessage(line: string): WorkerMessage | undefined {
  try {
    return JSON.parse(line) as WorkerMessage;
  } catch {
    // What an attack got the host to print is no message.
    return undefined;
  }
}
