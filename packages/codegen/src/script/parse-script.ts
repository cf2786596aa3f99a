import { ts } from "@ts-morph/common";
import type { ScriptProblem } from "./script-error.ts";

/** A parsed script, or the first thing in it that is no TypeScript. */
export type ParsedScript =
  | { readonly status: "parsed"; readonly file: ts.SourceFile }
  | { readonly status: "failed"; readonly problem: ScriptProblem };

/** TS1003: "Identifier expected." */
const IDENTIFIER_EXPECTED = 1003;

/** Parses a script as the body of an async function: `await` and `return` may stand at its top. */
export function parseScript(text: string): ParsedScript {
  const file = ts.createSourceFile(
    "script.ts",
    text,
    {
      languageVersion: ts.ScriptTarget.Latest,
      jsDocParsingMode: ts.JSDocParsingMode.ParseNone,
      setExternalModuleIndicator: markAsModule,
    },
    true,
    ts.ScriptKind.TS,
  );
  const anonymous = new Set(
    file.statements.filter(isAnonymousFunction).map((statement) => statement.parameters.pos - 1),
  );
  const diagnostic = parseDiagnostics(file).find(
    ({ code, start }) => code !== IDENTIFIER_EXPECTED || !anonymous.has(start ?? -1),
  );
  if (diagnostic === undefined) {
    return { status: "parsed", file };
  }
  const message = ts.flattenDiagnosticMessageText(diagnostic.messageText, "\n");
  return { status: "failed", problem: { offset: diagnostic.start ?? 0, message } };
}

/** Top-level `await` is parsed in modules only. The field is the compiler's own way to say what is one. */
function markAsModule(file: ts.SourceFile): void {
  (file as { externalModuleIndicator?: true }).externalModuleIndicator = true;
}

/** `async function () {…}` as a statement: no JavaScript, but a shape that models write. */
export function isAnonymousFunction(statement: ts.Statement): statement is ts.FunctionDeclaration {
  return (
    ts.isFunctionDeclaration(statement) &&
    (statement.name === undefined || statement.name.text === "") &&
    statement.body !== undefined
  );
}

/** What the parser found wrong; the field is there on every source file, only not in the published types. */
function parseDiagnostics(file: ts.SourceFile): readonly ts.DiagnosticWithLocation[] {
  return (file as unknown as { readonly parseDiagnostics: readonly ts.DiagnosticWithLocation[] }).parseDiagnostics;
}
