import { Project, ScriptTarget, ts } from "ts-morph";

/** Where a file has errors: lines from 0, and the first message. */
export interface FileErrors {
  readonly lines: ReadonlyMap<number, string>;
}

/** Checks files under `tsc --strict` in one program. Answers the errors of each. */
export function compile(files: ReadonlyMap<string, string>): ReadonlyMap<string, FileErrors> {
  const project = new Project({
    useInMemoryFileSystem: true,
    compilerOptions: {
      strict: true,
      noEmit: true,
      target: ScriptTarget.ES2024,
      lib: ["lib.es2024.d.ts"],
      types: [],
      moduleDetection: ts.ModuleDetectionKind.Legacy,
    },
  });
  for (const [name, text] of files) {
    project.createSourceFile(name, text);
  }
  const program = project.getProgram().compilerObject;
  return new Map([...files.keys()].map((name) => [name, { lines: errorsOf(program, name) }]));
}

function errorsOf(program: ts.Program, name: string): ReadonlyMap<number, string> {
  const file = program.getSourceFile(name);
  const diagnostics = [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)];
  return new Map(
    diagnostics.map((diagnostic) => [
      file?.getLineAndCharacterOfPosition(diagnostic.start ?? 0).line ?? 0,
      ts.flattenDiagnosticMessageText(diagnostic.messageText, " "),
    ]),
  );
}
