import type { GuestError, PreparedScript } from "@postern/core";
import type { NameUse } from "./find-uses.ts";
import type { Insertion, TextPosition } from "./text-edits.ts";

/** A script that can run. */
export interface ReadyScript {
  readonly status: "ready";
  /** What the model sent. */
  readonly text: string;
  readonly script: PreparedScript;
  /** The same text with its types, for the checker. */
  readonly typed: string;
  /**
   * Where `return` had to be put on a line of the model's own: see {@link modelPosition}. Nearly always empty, because it
   * goes on the line before where there is one.
   */
  readonly insertions: readonly Insertion[];
  /** The names that the script reads, to find the tools that it touches. */
  readonly uses: readonly NameUse[];
}

/** A script that can run, or why it cannot: `SYNTAX`, with the line and column of the model's own text. */
export type PrepareResult = ReadyScript | { readonly status: "failed"; readonly error: GuestError };

/**
 * Makes JavaScript of what a model wrote: TypeScript or JavaScript; statements with a `return` or ending in an expression, an
 * async arrow or function, `export default`, a lone `const main = …` or `function main`; in a Markdown fence with prose around it. Types become spaces, so that every position stays the model's own.
 */
export async function prepareScript(text: string): Promise<PrepareResult> {
  // TypeScript is large: it is loaded by the first script, not by who imports this package.
  const { prepare } = await import("./prepare.ts");
  return prepare(text);
}

/** Where a position in a running script, `lineOffset` already subtracted, stands in the model's own text. */
export function modelPosition(ready: Pick<ReadyScript, "insertions">, position: TextPosition): TextPosition {
  let shift = 0;
  for (const { line, column, length } of ready.insertions) {
    if (line === position.line && position.column >= column + shift) {
      if (position.column < column + shift + length) {
        return { line, column };
      }
      shift += length;
    }
  }
  return { line: position.line, column: position.column - shift };
}
