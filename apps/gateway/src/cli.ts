#!/usr/bin/env node
import { errorMessage, isPosternError } from "@postern/core";
import { CommanderError } from "commander";
import { createProgram } from "./program.ts";

/** Codes of what the person at the command line did wrong; everything else is work that failed. */
const USAGE_CODES: ReadonlySet<string> = new Set(["INVALID_CONFIG", "INVALID_OPTION", "UNKNOWN_TOOL", "INVALID_INPUT"]);

const program = createProgram({
  print: (text) => process.stdout.write(`${text}\n`),
  report: (text) => process.stderr.write(`${text}\n`),
  fail: () => {
    process.exitCode = 1;
  },
});

try {
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
