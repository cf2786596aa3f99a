import { findNamespace, findTool } from "@postern/core";
import type { Catalog } from "@postern/core";
import type { TypeGenerator } from "../options.ts";
import { codeFrame } from "../script/code-frame.ts";
import { modelPosition } from "../script/prepare-script.ts";
import type { ReadyScript } from "../script/prepare-script.ts";
import { positionAt } from "../script/text-edits.ts";
import type { TextPosition } from "../script/text-edits.ts";
import type { CheckReport, ScriptDiagnostic } from "./check-report.ts";
import { explainFinding } from "./explain-finding.ts";
import { FINDING_RANK } from "./finding.ts";
import type { Finding, ToolReference } from "./finding.ts";

const MAX_DIAGNOSTICS = 8;
const MAX_SIGNATURE_LENGTH = 1200;

/** What findings are described with. */
export interface DescribeContext {
  readonly script: ReadyScript;
  readonly catalog: Catalog;
  readonly generator: TypeGenerator;
  readonly strictness: "error" | "warn";
}

/** Turns findings into a report: in the model's positions, without repetitions, the most useful first. */
export function describeFindings(findings: readonly Finding[], context: DescribeContext): CheckReport {
  const isError = (finding: Finding): boolean => context.strictness === "error" && finding.isWarning !== true;
  const sorted = findings.toSorted(
    (a, b) =>
      Number(isError(b)) - Number(isError(a)) || FINDING_RANK[a.kind] - FINDING_RANK[b.kind] || a.offset - b.offset,
  );
  const diagnostics: ScriptDiagnostic[] = [];
  const seen = new Set<string>();
  for (const finding of sorted) {
    const { message, tool } = explainFinding(finding, context.catalog);
    if (!seen.has(message)) {
      seen.add(message);
      const signature = signatureOf(tool, context);
      diagnostics.push({
        severity: isError(finding) ? "error" : "warning",
        kind: finding.kind,
        message,
        ...placeOf(finding, context.script),
        ...(signature === undefined ? {} : { signature }),
      });
    }
  }
  return {
    status: diagnostics.some(({ severity }) => severity === "error") ? "failed" : "passed",
    diagnostics: diagnostics.slice(0, MAX_DIAGNOSTICS),
    omitted: Math.max(0, diagnostics.length - MAX_DIAGNOSTICS),
  };
}

function placeOf(finding: Finding, script: ReadyScript): TextPosition & { readonly frame: string } {
  const inTyped = positionAt(script.typed, finding.offset);
  const line = inTyped.line - script.script.lineOffset;
  const position = modelPosition(script, { line, column: inTyped.column });
  return { ...position, frame: codeFrame(script.text, position.line, position.column) };
}

function signatureOf(reference: ToolReference | undefined, context: DescribeContext): string | undefined {
  const namespace = reference === undefined ? undefined : findNamespace(context.catalog, reference.namespace);
  const tool =
    namespace === undefined || reference === undefined ? undefined : findTool(namespace, reference.identifier);
  const signature = tool === undefined ? undefined : context.generator.signature(tool);
  return signature !== undefined && signature.length > MAX_SIGNATURE_LENGTH
    ? `${signature.slice(0, MAX_SIGNATURE_LENGTH)}…`
    : signature;
}
