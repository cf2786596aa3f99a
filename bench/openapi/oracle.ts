import { fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import type { BenchDocument } from "./documents.ts";
import type { DocumentReport } from "./try-document.ts";

/** One line of the report. */
export interface OracleLine {
  readonly document: string;
  readonly operations: number;
  readonly tried: number;
  readonly callable: number;
  readonly accepted: number;
  /** Of the accepted ones, those whose body Ajv accepted in Prism's place. */
  readonly acceptedByAjv: number;
  /** Every operation that is not callable, or whose request was refused, with the reason. */
  readonly exceptions: readonly string[];
  readonly problems: readonly string[];
}

/** Tries each document in a process of its own; `sample` operations of each, 0 for all. */
export async function runOracles(documents: readonly BenchDocument[], sample: number): Promise<OracleLine[]> {
  const lines: OracleLine[] = [];
  for (const document of documents) {
    const line = await tryDocument(document, sample);
    lines.push(line);
    const { operations, tried, callable, accepted, acceptedByAjv } = line;
    console.log([document.id.padEnd(48), operations, tried, callable, accepted, acceptedByAjv].join("\t"));
    for (const exception of line.exceptions) {
      console.log(`    ${exception}`);
    }
  }
  return lines;
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
    const counts = { operations: 0, tried: 0, callable: 0, accepted: 0, acceptedByAjv: 0 };
    return { document: document.id, ...counts, exceptions: [`not readable: ${stderr}`], problems: [] };
  }
  const { results, operations, problems } = report;
  return {
    document: document.id,
    operations,
    tried: results.length,
    callable: results.filter(({ isCallable }) => isCallable).length,
    accepted: results.filter(({ isAccepted }) => isAccepted === true).length,
    acceptedByAjv: results.filter(({ isAccepted, validator }) => isAccepted === true && validator === "prism+ajv")
      .length,
    exceptions: results
      .filter(({ isAccepted }) => isAccepted !== true)
      .map(
        ({ operation, isCallable, reason = "" }) =>
          `${isCallable ? "refused" : "failed"} ${operation}: ${reason.slice(0, 200)}`,
      ),
    problems,
  };
}
