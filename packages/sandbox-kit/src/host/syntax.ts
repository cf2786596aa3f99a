import type { GuestError, PreparedScript } from "@postern/core";
import { Script } from "node:vm";
import type { Place } from "./place.ts";

const STATIC_IMPORT = /^Cannot use import statement outside a module|^Unexpected token 'export'/u;

/**
 * What is wrong with a script that an engine could not parse, said by one parser for all engines, so that message and
 * place are the same. It only parses; nothing is run. Undefined where this parser finds nothing wrong.
 */
export function explainSyntax(script: PreparedScript): GuestError | undefined {
  try {
    // One line before the body, so that the body's columns are its own.
    void new Script(`(async function () {\n${script.code}\n})`, { filename: "script.js" });
    return undefined;
  } catch (error) {
    if (!(error instanceof Error)) {
      return undefined;
    }
    const place = placeOf(error.stack ?? "", script);
    return { code: "SYNTAX", name: "SyntaxError", message: explained(error.message), ...place };
  }
}

function explained(message: string): string {
  return STATIC_IMPORT.test(message)
    ? `${message}: scripts import nothing; what there is are globals and the namespaces' tools.`
    : message;
}

/** Node prints the file and line, the line's text, and a caret under what is wrong. */
function placeOf(stack: string, script: PreparedScript): Place | undefined {
  const match = /^script\.js:(\d+)\n.*\n( *)\^/u.exec(stack);
  if (match === null) {
    return undefined;
  }
  const lines = script.code.split("\n").length;
  // A brace too many closes the function around the script, and is only noticed behind its last line.
  const line = Math.min(Number(match[1]) - 1, lines) - script.lineOffset;
  return line < 1 ? undefined : { line, column: (match[2] ?? "").length + 1 };
}
