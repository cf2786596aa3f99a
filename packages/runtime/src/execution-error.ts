import { type CheckReport, codeFrame, formatReport, modelPosition, type ReadyScript } from "@postern/codegen";
import type { GuestError } from "@postern/core";
import type { ExecutionError } from "./runtime-types.ts";

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

/** What a check found as one error at the first place; the others follow in its message, each with its own place. */
export function typeError(report: CheckReport): ExecutionError {
  const [first, ...others] = report.diagnostics;
  if (first === undefined) {
    return { code: "TYPE_CHECK", message: "The script does not fit the types of the tools." };
  }
  const { message, signature, line, column, frame } = first;
  const rest = formatReport({ ...report, diagnostics: others });
  const parts = [signature === undefined ? message : `${message}\n${signature}`, rest];
  return { code: "TYPE_CHECK", message: parts.filter((part) => part !== "").join("\n\n"), line, column, frame };
}
