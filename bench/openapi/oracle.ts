import { fork } from "node:child_process";
import { once } from "node:events";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import type { OperationResult } from "../../packages/source-openapi/test/oracle/oracle.ts";
import type { BenchDocument } from "./documents.ts";
import type { DocumentReport } from "./try-document.ts";

/** One line of the report. */
export interface OracleLine {
  readonly document: string;
  readonly operations: number;
  readonly tried: number;
  readonly callable: number;
  /** Requests that an independent validator was asked about. */
  readonly judged: number;
  readonly accepted: number;
  /** Of the accepted ones, those that Prism refused or could not read, and the second validator took. */
  readonly acceptedBySecond: number;
  /** Every operation that is not callable, not judged, or whose request was refused, with the reason. */
  readonly exceptions: readonly string[];
  /** What the document has that cannot be a tool, with the reason. */
  readonly problems: readonly string[];
}

/** Tries each document in a process of its own, as many at once as there are cores; `sample` operations of each, 0 for all. */
export async function runOracles(documents: readonly BenchDocument[], sample: number): Promise<OracleLine[]> {
  const lines: OracleLine[] = [];
  const queue = [...documents];
  const work = async (): Promise<void> => {
    for (let document = queue.shift(); document !== undefined; document = queue.shift()) {
      const line = await tryDocument(document, sample);
      lines.push(line);
      printLine(line, `${lines.length}/${documents.length}`);
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() }, work));
  return lines;
}

function printLine(line: OracleLine, progress: string): void {
  const { operations, tried, callable, judged, accepted, acceptedBySecond } = line;
  console.log(
    [line.document.padEnd(48), operations, tried, callable, judged, accepted, acceptedBySecond, progress].join("\t"),
  );
  for (const text of [...line.problems.map((problem) => `skipped ${problem}`), ...line.exceptions]) {
    console.log(`    ${text}`);
  }
}

async function tryDocument(document: BenchDocument, sample: number): Promise<OracleLine> {
  const args = [document.path, String(sample), String(document.isMultiFile)];
  const child = fork(join(import.meta.dirname, "try-document.ts"), args, {
    execArgv: ["--disable-warning=ExperimentalWarning", "--max-old-space-size=4096"],
    stdio: ["ignore", "ignore", "pipe", "ipc"],
  });
  let stderr = "";
  child.stderr?.on("data", (chunk: Buffer) => (stderr = `${stderr}${chunk.toString()}`.slice(-500)));
  let report: DocumentReport | undefined;
  child.on("message", (message) => (report = message as DocumentReport));
  await once(child, "exit");
  if (report === undefined) {
    const counts = { operations: 0, tried: 0, callable: 0, judged: 0, accepted: 0, acceptedBySecond: 0 };
    return { document: document.id, ...counts, exceptions: [`not readable: ${stderr}`], problems: [] };
  }
  const { results, operations, problems } = report;
  const accepted = results.filter(({ isAccepted }) => isAccepted === true);
  return {
    document: document.id,
    operations,
    tried: results.length,
    callable: results.filter(({ isCallable }) => isCallable).length,
    judged: results.filter(({ isAccepted }) => isAccepted !== undefined).length,
    accepted: accepted.length,
    acceptedBySecond: accepted.filter(({ validator }) => validator === "second").length,
    exceptions: results.filter(({ isAccepted }) => isAccepted !== true).map(describeException),
    problems,
  };
}

function describeException({ operation, isCallable, isAccepted, reason = "" }: OperationResult): string {
  const what = !isCallable ? "failed" : isAccepted === undefined ? "not judged" : "refused";
  return `${what} ${operation}: ${reason.slice(0, 240)}`;
}
