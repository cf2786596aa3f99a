// npm run bench -- sandbox [--only NAME] [--task ID] [--json FILE]
// Postern's drivers beside their peers' published packages, in the same run. Each task of each subject runs in a process of its
// own, and the subjects take turns task by task, so that noise of the machine meets all of them alike.
import { spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import { arch, cpus, platform, totalmem } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { printBars } from "./bars.ts";
import { SUBJECTS } from "./subjects/index.ts";
import { measurePipe } from "./pipe.ts";
import { TASKS } from "./tasks.ts";
import { measureLiveness } from "./liveness.ts";
import { printTable } from "./table.ts";

/** What came of one task of one subject. */
export interface Cell {
  readonly subject: string;
  readonly task: string;
  readonly status: "measured" | "failed" | "crashed" | "hung";
  readonly value?: number;
  readonly unit?: string;
  /** Why there is no value, or what is to be known about it. */
  readonly note?: string;
}

const HANG_MS = 120_000;

const { values } = parseArgs({
  options: {
    only: { type: "string", multiple: true },
    task: { type: "string", multiple: true },
    json: { type: "string", default: join(import.meta.dirname, "results.json") },
  },
});
const subjects = values.only ?? Object.keys(SUBJECTS);
const tasks = TASKS.filter(({ id }) => values.task === undefined || values.task.includes(id));
const cells: Cell[] = [];
for (const task of tasks) {
  for (const subject of subjects) {
    const cell = await measure(subject, task.id);
    cells.push(cell);
    console.error(`${task.title}: ${subject} ${cell.value?.toFixed(2) ?? cell.status} ${cell.unit ?? cell.note ?? ""}`);
  }
}
const pipeMicroseconds = await measurePipe();
const liveness = values.task === undefined ? await measureLiveness(subjects) : [];
printTable(cells, { subjects, tasks, liveness });
console.log(`- a bare line to a child process and back: ${pipeMicroseconds.toFixed(1)} us`);
printBars(cells, liveness);
const machine = { cpu: cpus()[0]?.model, cores: cpus().length, memoryGiB: Math.round(totalmem() / 2 ** 30) };
const context = {
  node: process.version,
  platform: `${platform()} ${arch()}`,
  ...machine,
  at: new Date().toISOString(),
};
writeFileSync(values.json, `${JSON.stringify({ context, cells, pipeMicroseconds, liveness }, undefined, 1)}\n`);
console.error(`Written to ${values.json}`);

async function measure(subject: string, task: string): Promise<Cell> {
  const flags = ["--no-node-snapshot", "--stack-size=3900", "--no-warnings"];
  const child = spawn(process.execPath, [...flags, join(import.meta.dirname, "child.ts"), subject, task], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  let errors = "";
  child.stdout.on("data", (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (errors = (errors + chunk.toString()).slice(-400)));
  let isHung = false;
  const timer = setTimeout(() => {
    isHung = true;
    child.kill("SIGKILL");
  }, HANG_MS);
  const code = await new Promise<string>((resolve) => {
    child.on("close", (exitCode, signal) => resolve(String(signal ?? exitCode)));
  });
  clearTimeout(timer);
  const result = /^@result (.*)$/mu.exec(output)?.[1];
  const failure = /^@failed (.*)$/mu.exec(output)?.[1];
  if (result !== undefined) {
    return { subject, task, status: "measured", ...(JSON.parse(result) as { value: number; unit: string }) };
  }
  if (failure !== undefined) {
    return { subject, task, status: "failed", note: String(JSON.parse(failure)).slice(0, 200) };
  }
  const note = isHung
    ? `no answer in ${HANG_MS / 1000} s`
    : `the process ended with ${code}: ${errors.trim().slice(-200)}`;
  return { subject, task, status: isHung ? "hung" : "crashed", note };
}
