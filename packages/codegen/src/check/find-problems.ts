import { DiagnosticAnalyzer } from "./analyze-diagnostic.ts";
import { findUnawaited } from "./find-unawaited.ts";
import { FINDING_RANK } from "./finding.ts";
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

/** Findings that a check answers: a script that is wrong throughout is as clear from the first of them. */
const MAX_FINDINGS = 64;

/** Checks a script. Offsets in the findings are those of `typed`. The same thing is told once. */
export function findProblems(program: TypeProgram, request: CheckRequest): readonly Finding[] {
  const script = program.check(request.typed, request.namespaces, request.ambient);
  const analyzer = new DiagnosticAnalyzer(script);
  const problems = new Map<string, Finding>();
  const found = [...script.diagnostics.flatMap((one) => analyzer.analyze(one)), ...findUnawaited(script)];
  for (const finding of found) {
    const { offset, ...subject } = finding;
    const key = JSON.stringify(subject);
    if (!problems.has(key)) {
      problems.set(key, { ...finding, offset: offset - SCRIPT_PREFIX.length });
    }
  }
  return [...problems.values()].toSorted((a, b) => FINDING_RANK[a.kind] - FINDING_RANK[b.kind]).slice(0, MAX_FINDINGS);
}
