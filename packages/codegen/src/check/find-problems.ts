import { DiagnosticAnalyzer } from "./analyze-diagnostic.ts";
import { findUnawaited } from "./find-unawaited.ts";
import type { Finding } from "./finding.ts";
import { SCRIPT_PREFIX } from "./type-program.ts";
import type { NamespaceDeclarations, TypeProgram } from "./type-program.ts";

/** What is checked. Everything in it is text: it crosses threads. */
export interface CheckRequest {
  /** The script with its types. */
  readonly typed: string;
  readonly namespaces: readonly NamespaceDeclarations[];
  /** Declarations of the host's own globals. */
  readonly ambient: string;
}

/** Checks a script. Offsets in the findings are those of `typed`. */
export function findProblems(program: TypeProgram, request: CheckRequest): readonly Finding[] {
  const script = program.check(request.typed, request.namespaces, request.ambient);
  const analyzer = new DiagnosticAnalyzer(script);
  const findings = [
    ...script.diagnostics.flatMap((diagnostic) => analyzer.analyze(diagnostic)),
    ...findUnawaited(script),
  ];
  return findings.map((finding) => ({ ...finding, offset: finding.offset - SCRIPT_PREFIX.length }));
}
