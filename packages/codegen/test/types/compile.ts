import type { JsonSchema, JsonValue } from "@postern/core";
import { Project, ScriptTarget, ts } from "ts-morph";
import { schemaToTypeScript } from "../../src/index.ts";
import type { Dialect } from "../../src/index.ts";

const project = new Project({
  useInMemoryFileSystem: true,
  compilerOptions: { strict: true, target: ScriptTarget.ES2024, lib: ["lib.es2024.d.ts"], types: [] },
});

/** The first error of each line that has one, under `tsc --strict`. A file without an export shares its globals. */
export function compile(files: ReadonlyMap<string, string>): ReadonlyMap<string, ReadonlyMap<number, string>> {
  const sources = [...files].map(([name, text]) => project.createSourceFile(name, text));
  const program = project.getProgram().compilerObject;
  const errors = new Map([...files.keys()].map((name) => [name, errorsOf(program, name)]));
  sources.forEach((source) => project.removeSourceFile(source));
  return errors;
}

/** The errors of a text that stands alone. */
export function errorsOfText(text: string): readonly string[] {
  return [...(compile(new Map([["/block.ts", text]])).get("/block.ts") ?? [])].map(([, message]) => message);
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

/** The exact literal type of a JSON value. */
export function literalType(value: JsonValue): string {
  if (Array.isArray(value)) {
    return `[${(value as readonly JsonValue[]).map(literalType).join(", ")}]`;
  }
  if (typeof value === "object" && value !== null) {
    const members = Object.entries(value).map(([name, member]) => `${JSON.stringify(name)}: ${literalType(member)};`);
    return `{ ${members.join(" ")} }`;
  }
  return JSON.stringify(value);
}

/** A schema, values that it accepts, and values that its type should refuse. */
export interface SchemaCase {
  readonly title: string;
  readonly schema: JsonSchema;
  readonly accepted: readonly JsonValue[];
  readonly refused: readonly JsonValue[];
  readonly dialect?: Dialect;
}

/** What the types of the cases do wrong, all checked in one program. */
export function wrongAnswers(cases: readonly SchemaCase[]): readonly string[] {
  const files = new Map(cases.map((one, index) => [`/case${index}.ts`, caseText(one)]));
  const errors = compile(files);
  return cases.flatMap((one, index) => {
    const lines = errors.get(`/case${index}.ts`) ?? new Map<number, string>();
    const last = (files.get(`/case${index}.ts`) ?? "").split("\n").length - 2;
    const values = [
      ...one.accepted.map((value) => ({ value, fits: true })),
      ...one.refused.map((value) => ({ value, fits: false })),
    ];
    const first = last - values.length + 1;
    const broken = [...lines].filter(([line]) => line < first).map(([, message]) => `${one.title}: ${message}`);
    const wrong = values
      .filter(({ fits }, position) => lines.has(first + position) === fits)
      .map(({ value, fits }) => `${one.title}: ${fits ? "refuses" : "accepts"} ${JSON.stringify(value)}`);
    return [...broken, ...wrong];
  });
}

function caseText({ schema, accepted, refused, dialect }: SchemaCase): string {
  const declarations = schemaToTypeScript(schema, dialect === undefined ? {} : { dialect }).trimEnd();
  const values = [...accepted, ...refused].map(
    (value, index) => `declare const v${index}: ${literalType(value)}; const t${index}: Root = v${index};`,
  );
  return [declarations, ...values, "export {};"].join("\n");
}
