import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { type Attack, ATTACK_SAMPLE } from "../../packages/sandbox-kit/src/testing/index.ts";
import { CONTROL, ENGINE_NAMES } from "./engines.ts";
import { printSummary } from "./summary.ts";
import { type AttackResult, runEngine } from "./run-engine.ts";

/** Beside a clone, where whoever has the corpus puts it. It is no part of the project. */
const DEFAULT_CORPUS = join(import.meta.dirname, "..", "..", "..", "shared", "data", "attacks", "dev.json");
/** The control hangs or dies on most attacks; a few of each category show that the runner sees it. */
const CONTROL_ATTACKS_PER_CATEGORY = 6;

const USAGE = `Usage: npm run attacks [-- OPTIONS]

Runs attacks on every driver, each driver in a process of its own, and prints what held, by engine and category.
The control driver, which contains nothing, has to fail, or the runner is blind.

  --engine NAME   one of ${ENGINE_NAMES.join(", ")}; may be given more than once. Default: all
  --only TEXT     only attacks whose id contains the text
  --corpus FILE   a file of attacks, run beside the built-in sample
  --json FILE     where to write every attack's result
  --help          this text`;

const values = readOptions();

const corpus = values.corpus ?? DEFAULT_CORPUS;
const attacks = readAttacks(corpus).filter(({ id }) => values.only === undefined || id.includes(values.only));
const engines = values.engine ?? ENGINE_NAMES;
const results: AttackResult[] = [];
for (const engine of engines) {
  const isControl = engine === CONTROL;
  const chosen = isControl ? firstOfEach(attacks) : attacks;
  results.push(...(await runEngine(engine, chosen, isControl ? 3000 : 90_000)));
}
const isGood = printSummary(results, engines);
if (values.json !== undefined) {
  writeFileSync(values.json, `${JSON.stringify(results, undefined, 1)}\n`);
}
process.exit(isGood ? 0 : 1);

interface Options {
  readonly engine?: string[];
  readonly only?: string;
  readonly corpus?: string;
  readonly json?: string;
}

function readOptions(): Options {
  let parsed: Options & { readonly help?: boolean };
  try {
    parsed = parseArgs({
      options: {
        engine: { type: "string", multiple: true },
        only: { type: "string" },
        corpus: { type: "string" },
        json: { type: "string" },
        help: { type: "boolean", short: "h" },
      },
    }).values;
  } catch (error) {
    refuse(error instanceof Error ? error.message : String(error));
  }
  const { help, ...options } = parsed;
  if (help === true) {
    console.log(USAGE);
    process.exit(0);
  }
  const unknown = options.engine?.find((name) => !ENGINE_NAMES.includes(name));
  return unknown === undefined ? options : refuse(`There is no engine "${unknown}".`);
}

function refuse(reason: string): never {
  console.error(`${reason}\n\n${USAGE}`);
  process.exit(2);
}

function readAttacks(file: string): readonly Attack[] {
  if (!existsSync(file)) {
    if (values.corpus !== undefined) {
      refuse(`There is no file ${file}.`);
    }
    console.error(`No corpus beside this clone; running the built-in sample of ${ATTACK_SAMPLE.length} attacks.`);
    return ATTACK_SAMPLE;
  }
  const { attacks } = JSON.parse(readFileSync(file, "utf8")) as { readonly attacks: readonly Attack[] };
  console.error(`${attacks.length} attacks of the corpus and ${ATTACK_SAMPLE.length} of the built-in sample.`);
  return [...attacks, ...ATTACK_SAMPLE];
}

function firstOfEach(all: readonly Attack[]): readonly Attack[] {
  return Object.values(Object.groupBy(all, ({ category }) => category)).flatMap((group) =>
    (group ?? []).slice(0, CONTROL_ATTACKS_PER_CATEGORY),
  );
}
