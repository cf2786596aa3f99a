import { createScriptChecker, createTypeGenerator } from "../../packages/codegen/src/index.ts";
import type { ScriptChecker } from "../../packages/codegen/src/index.ts";
import { isJsonObject } from "../../packages/core/src/index.ts";
import type { Catalog, CatalogTool, JsonObject } from "../../packages/core/src/index.ts";
import { generateValue } from "../../packages/source-openapi/test/oracle/generate-value.ts";
import { createRandom } from "../../packages/source-openapi/test/oracle/random.ts";
import { schemaComplaint } from "../../packages/source-openapi/test/oracle/schema-validator.ts";

/** What the check says of calls with generated inputs. */
export interface InputFigures {
  readonly tools: number;
  /** Tools for which an input was generated that an independent validator accepts. */
  readonly generated: number;
  /** Of these, how many calls pass the check. */
  readonly passed: number;
  /** Tools whose schema requires something, and how many calls without the first of that the check refuses. */
  readonly requiring: number;
  readonly missingFound: number;
  /** Tools whose schema allows no other property, or says nothing of any, and how many calls with one more it refuses. */
  readonly closed: number;
  readonly unknownFound: number;
  /** The first few calls of which the check says something wrong. */
  readonly wrong: readonly string[];
}

/** Inputs generated for each tool, tried with all optional properties and with none. */
const AMOUNTS = [
  { optional: 1, depth: 4 },
  { optional: 0, depth: 0 },
] as const;
const UNKNOWN = "not_a_property";

/** Calls every tool with input that its schema accepts, and with input that it does not. Nothing is run. */
export async function measureInputs(catalog: Catalog): Promise<InputFigures> {
  const checker = createScriptChecker({ generator: createTypeGenerator() });
  const figures = { tools: 0, generated: 0, passed: 0, requiring: 0, missingFound: 0, closed: 0, unknownFound: 0 };
  const wrong: string[] = [];
  const passes = async (tool: CatalogTool, input: unknown): Promise<boolean> =>
    (await verdict(checker, catalog, `await ${tool.expression}(${JSON.stringify(input)});`)) === "";
  for (const tool of catalog.namespaces.flatMap(({ tools }) => tools)) {
    figures.tools += 1;
    const schema = tool.tool.inputSchema;
    const inputs = isJsonObject(schema) ? acceptedInputs(schema) : [];
    const [full] = inputs;
    if (!isJsonObject(schema) || full === undefined) {
      continue;
    }
    figures.generated += 1;
    const verdicts = await Promise.all(inputs.map(async (input) => passes(tool, input)));
    figures.passed += verdicts.every(Boolean) ? 1 : 0;
    if (!verdicts.every(Boolean)) {
      wrong.push(`refused: ${tool.expression}(${JSON.stringify(full).slice(0, 200)})`);
    }
    const required = Array.isArray(schema["required"]) ? schema["required"][0] : undefined;
    if (typeof required === "string" && required in full) {
      const { [required]: _, ...rest } = full;
      figures.requiring += 1;
      figures.missingFound += (await passes(tool, rest)) ? 0 : 1;
    }
    if (isClosed(schema)) {
      figures.closed += 1;
      const isFound = !(await passes(tool, { ...full, [UNKNOWN]: 1 }));
      figures.unknownFound += isFound ? 1 : 0;
      if (!isFound) {
        wrong.push(`passed: ${tool.expression} with ${UNKNOWN}`);
      }
    }
  }
  await checker[Symbol.asyncDispose]();
  return { ...figures, wrong: wrong.slice(0, 10) };
}

/** Where nothing is said of other properties, one that is not declared is taken for a misspelt one; of none at all it cannot be. */
function isClosed({ properties, additionalProperties }: JsonObject): boolean {
  const names = isJsonObject(properties) ? Object.keys(properties).length : 0;
  return additionalProperties === false || (additionalProperties === undefined && names > 0);
}

function acceptedInputs(schema: JsonObject): readonly JsonObject[] {
  return AMOUNTS.map((amount) => generateValue(schema, createRandom(1), amount)).filter(
    (input): input is JsonObject => isJsonObject(input) && schemaComplaint(schema, input) === undefined,
  );
}

/** The check's report in short; empty where the script would run. */
async function verdict(checker: ScriptChecker, catalog: Catalog, text: string): Promise<string> {
  const prepared = await checker.prepare(text);
  if (prepared.status === "failed") {
    return prepared.error.message;
  }
  const { status, diagnostics, notice } = await checker.check(prepared, catalog);
  return status === "passed" ? "" : (diagnostics[0]?.message ?? notice ?? status);
}
