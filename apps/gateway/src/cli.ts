#!/usr/bin/env node
import { enableCompileCache } from "node:module";
import { join } from "node:path";
import { stateDirectories } from "./state/state-directories.ts";

// What this start compiles, the next one reads: every command then starts in half the time. Before all that is to be cached.
enableCompileCache(join(stateDirectories().cache, "modules"));
const { CommanderError } = await import("commander");
const { errorMessage, isPosternError } = await import("@postern/core");
const { createProgram } = await import("./program.ts");

/** Codes of what the person at the command line did wrong; everything else is work that failed. */
const USAGE_CODES: ReadonlySet<string> = new Set(["INVALID_CONFIG", "INVALID_OPTION", "UNKNOWN_TOOL", "INVALID_INPUT"]);

// Whoever reads may stop before the end, as `head` does: the rest is for nobody then, and nothing has failed.
for (const stream of [process.stdout, process.stderr]) {
  stream.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") {
      throw error;
    }
  });
}

const context = {
  print: (text: string) => process.stdout.write(`${text}\n`),
  report: (text: string) => process.stderr.write(`${text}\n`),
  fail: () => {
    process.exitCode = 1;
  },
};

try {
  const program = await createProgram(context, process.argv[2]);
  await program.parseAsync();
} catch (error) {
  process.exitCode = exitCode(error);
}

function exitCode(error: unknown): number {
  if (error instanceof CommanderError) {
    return error.exitCode === 0 ? 0 : 2;
  }
  process.stderr.write(`${errorMessage(error)}\n`);
  return isPosternError(error) && USAGE_CODES.has(error.code) ? 2 : 1;
}
