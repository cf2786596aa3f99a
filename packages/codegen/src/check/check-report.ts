import type { GuestError } from "@postern/core";
import type { Finding } from "./finding.ts";

/** One thing that is wrong with a script, in the model's own lines and columns. */
export interface ScriptDiagnostic {
  readonly severity: "error" | "warning";
  readonly kind: Finding["kind"];
  readonly message: string;
  readonly line: number;
  readonly column: number;
  /** The lines around, with a caret. */
  readonly frame: string;
  /** The signature of the tool that was misused, or of the one that was probably meant. */
  readonly signature?: string;
}

/**
 * What a check found: nothing that stops the script, or something that does. `skipped` is a check that did not take place; the
 * notice says why.
 */
export interface CheckReport {
  readonly status: "passed" | "failed" | "skipped";
  /** At most eight, the most useful first. */
  readonly diagnostics: readonly ScriptDiagnostic[];
  /** How many more there were. */
  readonly omitted: number;
  readonly notice?: string;
}

/** A report in words: each diagnostic with its place, its frame and the tool's signature. `""` where there is none. */
export function formatReport(report: CheckReport): string {
  const shown = new Set<string>();
  const blocks = report.diagnostics.map(({ severity, line, column, message, frame, signature }) => {
    const lines = [`${severity} at ${line}:${column}: ${message}`, frame];
    if (signature !== undefined && !shown.has(signature)) {
      shown.add(signature);
      lines.push(signature);
    }
    return lines.join("\n");
  });
  const more = report.omitted > 0 ? [`… and ${report.omitted} more.`] : [];
  return [...blocks, ...more].join("\n\n");
}

/** The error of a script that did not pass: `TYPE_CHECK`, at the first place, with the whole report as its message. */
export function reportError(report: CheckReport): GuestError | undefined {
  const [first] = report.diagnostics;
  if (report.status !== "failed" || first === undefined) {
    return undefined;
  }
  const message = `The script was not run, because the check found:\n\n${formatReport(report)}`;
  return { code: "TYPE_CHECK", message, line: first.line, column: first.column };
}
