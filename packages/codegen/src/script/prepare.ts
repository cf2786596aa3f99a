import { blankTypes } from "./blank-types.ts";
import { findUses } from "./find-uses.ts";
import { locateScript } from "./locate-script.ts";
import { parseScript } from "./parse-script.ts";
import type { PrepareResult } from "./prepare-script.ts";
import { shapeResult } from "./result-shape.ts";
import { syntaxError } from "./script-error.ts";

/** Makes a script ready, in this thread and at once. */
export function prepare(text: string): PrepareResult {
  try {
    return prepareParsed(text);
  } catch (error) {
    if (error instanceof RangeError) {
      const message = "The script is nested too deeply to be read. Split it into statements.";
      return { status: "failed", error: { code: "SYNTAX", name: "SyntaxError", message } };
    }
    throw error;
  }
}

function prepareParsed(text: string): PrepareResult {
  const located = locateScript(text);
  const parsed = parseScript(located);
  if (parsed.status === "failed") {
    return { status: "failed", error: syntaxError(located, parsed.problem) };
  }
  const { file } = parsed;
  const shape = shapeResult(file);
  const types = blankTypes(file, shape.open);
  if (types.status === "failed") {
    return { status: "failed", error: syntaxError(located, types.problem) };
  }
  const { lineOffset, insertions } = shape.edits.moved(located);
  return {
    status: "ready",
    text,
    script: { code: types.edits.apply(located, shape.edits), lineOffset },
    typed: shape.edits.apply(located),
    insertions,
    uses: findUses(file),
  };
}
