import type { ReadyScript } from "@postern/codegen";
import type { Catalog } from "@postern/core";

/** One thing that the types say against a script, in lines and columns of the model's own text. */
export interface ScriptDiagnostic {
  readonly severity: "error" | "warning";
  readonly message: string;
  readonly line: number;
  readonly column: number;
}

/** Checks a script against the declarations of what it touches. It may live in another thread. */
export interface ScriptChecker {
  /** Most useful first. Never rejects for what the script is like. */
  check(script: ReadyScript, catalog: Catalog): Promise<readonly ScriptDiagnostic[]> | readonly ScriptDiagnostic[];
}
