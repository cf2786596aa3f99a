import type { GuestError } from "@postern/core";
import { positionAt } from "./text-edits.ts";

/** A place in a script that cannot be run, and what to write instead. */
export interface ScriptProblem {
  readonly offset: number;
  readonly message: string;
}

/** The `SYNTAX` error of a problem. */
export function syntaxError(text: string, problem: ScriptProblem): GuestError {
  // What is missing at the end is missing behind the last word, not behind the blank lines that follow it.
  const offset = Math.min(problem.offset, text.trimEnd().length);
  return { code: "SYNTAX", name: "SyntaxError", message: problem.message, ...positionAt(text, offset) };
}
