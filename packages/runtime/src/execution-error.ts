import { codeFrame, modelPosition, type ReadyScript } from "@postern/codegen";
import type { GuestError } from "@postern/core";
import type { ExecutionError } from "./runtime-types.ts";
import type { ScriptDiagnostic } from "./script-checker.ts";

const MAX_DIAGNOSTICS = 8;

/** The error with the lines of the script around its position. */
export function withFrame(error: GuestError, source: string): ExecutionError {
  const { code, name, message, line, column, cause } = error;
  const because = cause === undefined ? "" : `\nCaused by ${cause.name ?? "Error"}: ${cause.message}`;
  const frame = line === undefined ? "" : codeFrame(source, line, column);
  return {
    code,
    ...(name === undefined ? {} : { name }),
    message: `${message}${because}`,
    ...(line === undefined ? {} : { line }),
    ...(column === undefined ? {} : { column }),
    ...(frame === "" ? {} : { frame }),
  };
}

/** A sandbox's error with its position moved to the model's own text. */
export function inModelText(error: GuestError, prepared: ReadyScript): GuestError {
  const { line, column } = error;
  return line === undefined || column === undefined
    ? error
    : { ...error, ...modelPosition(prepared, { line, column }) };
}

/** All that the types say as one error, at the position of the first. */
export function typeError(diagnostics: readonly ScriptDiagnostic[], source: string): ExecutionError {
  const [first, ...others] = diagnostics.slice(0, MAX_DIAGNOSTICS);
  if (first === undefined) {
    return { code: "TYPE_CHECK", message: "The script does not fit the types." };
  }
  const lines = others.map(({ line, column, message }) => `line ${line}, column ${column}: ${message}`);
  const { line, column } = first;
  return withFrame({ code: "TYPE_CHECK", message: [first.message, ...lines].join("\n"), line, column }, source);
}
