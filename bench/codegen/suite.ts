import { existsSync, readFileSync } from "node:fs";
import { compile, literalType } from "../../packages/codegen/test/types/compile.ts";
import type { Generator } from "./generators.ts";

interface SuiteTest {
  readonly description: string;
  readonly data: unknown;
  readonly valid: boolean;
}

/** One schema of the official suite with its instances. */
export interface SuiteGroup {
  readonly draft: string;
  readonly file: string;
  readonly n: number;
  readonly description: string;
  readonly schema: unknown;
  readonly tests: readonly SuiteTest[];
}

/** What a generator does with the official suite. */
export interface SuiteFigures {
  readonly groups: number;
  readonly compiled: number;
  /** Groups whose type accepts every valid instance. */
  readonly sound: number;
  readonly valid: number;
  readonly accepted: number;
  readonly invalid: number;
  /** Invalid instances refused, in groups that compile. */
  readonly refused: number;
  /** The same, in groups that are sound: a type that refuses everything refuses these as well. */
  readonly soundlyRefused: number;
  /** What went wrong, in words. */
  readonly failures: readonly string[];
}

const DRAFTS = ["draft2020-12", "draft7"];

/** The required tests of both drafts; none where the data is absent. */
export function readSuite(directory: string): readonly SuiteGroup[] {
  return DRAFTS.map((draft) => `${directory}/${draft}.required.jsonl`)
    .filter((path) => existsSync(path))
    .flatMap((path) => readFileSync(path, "utf8").split("\n"))
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as SuiteGroup);
}

/** Generates each group's type, compiles it, and assigns every instance to it. */
export async function measureSuite(groups: readonly SuiteGroup[], generator: Generator): Promise<SuiteFigures> {
  const files = new Map<string, string>();
  const outcomes: { readonly group: SuiteGroup; readonly file: string; readonly firstTest: number }[] = [];
  for (const [index, group] of groups.entries()) {
    const lines = (await generate(group, generator)).split("\n");
    const assignments = group.tests.map(
      ({ data }, test) => `declare const v${test}: ${literalType(data)}; const t${test}: Root = v${test};`,
    );
    outcomes.push({ group, file: `/group${index}.ts`, firstTest: lines.length });
    files.set(`/group${index}.ts`, [...lines, ...assignments, "export {};"].join("\n"));
  }
  const errors = compile(files);
  const judged = outcomes.map(({ group, file, firstTest }) => judge(group, errors.get(file), firstTest));
  const sum = (pick: (one: GroupFigures) => number): number => judged.reduce((total, one) => total + pick(one), 0);
  return {
    groups: groups.length,
    compiled: sum((one) => Number(one.isCompiled)),
    sound: sum((one) => Number(one.isCompiled && one.accepted === one.valid)),
    valid: sum((one) => one.valid),
    accepted: sum((one) => one.accepted),
    invalid: sum((one) => one.invalid),
    refused: sum((one) => one.refused),
    soundlyRefused: sum((one) => (one.accepted === one.valid ? one.refused : 0)),
    failures: judged.flatMap((one) => one.failures),
  };
}

interface GroupFigures {
  readonly isCompiled: boolean;
  readonly valid: number;
  readonly accepted: number;
  readonly invalid: number;
  readonly refused: number;
  readonly failures: readonly string[];
}

function judge(group: SuiteGroup, lines: ReadonlyMap<number, string> = new Map(), firstTest: number): GroupFigures {
  const title = `${group.draft} ${group.file} ${group.n}, ${group.description}`;
  const broken = [...lines].find(([line]) => line < firstTest)?.[1];
  const isCompiled = broken === undefined;
  const tests = group.tests.map((test, index) => ({ ...test, error: lines.get(firstTest + index) }));
  const valid = tests.filter((test) => test.valid);
  const invalid = tests.filter((test) => !test.valid);
  const unsound = valid.filter((test) => test.error !== undefined);
  return {
    isCompiled,
    valid: valid.length,
    accepted: isCompiled ? valid.length - unsound.length : 0,
    invalid: invalid.length,
    refused: isCompiled ? invalid.filter((test) => test.error !== undefined).length : 0,
    failures: isCompiled
      ? unsound.map((test) => `${title}: refuses "${test.description}": ${test.error ?? ""}`)
      : [`${title}: does not compile: ${broken}`],
  };
}

/** A generator that throws has no type for the schema. */
async function generate(group: SuiteGroup, generator: Generator): Promise<string> {
  try {
    return await generator.schemaType(group.schema, group.draft);
  } catch (error) {
    return `type Root = Thrown; // ${String(error).replaceAll(/\s+/gu, " ")}`;
  }
}
