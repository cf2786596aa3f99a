import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { CatalogTool, JsonSchema } from "../../packages/core/src/index.ts";

/** A labelled set: a catalog of tools, and questions with the tools that answer them. */
export interface LabelledSet {
  readonly name: string;
  readonly tools: readonly LabelledTool[];
  readonly queries: readonly LabelledQuery[];
}

/** A tool and its id in the set's labels. */
export interface LabelledTool {
  readonly id: string;
  readonly entry: CatalogTool;
}

/** A question and the ids of the tools that answer it. */
export interface LabelledQuery {
  readonly id: string;
  readonly query: string;
  readonly relevant: readonly string[];
}

interface CatalogueLine {
  readonly id: string;
  readonly server?: string;
  readonly name: string;
  readonly description?: string;
  readonly inputSchema?: JsonSchema;
}

/** Every set below a folder: each has a `catalogue.jsonl` and a `queries.jsonl`. */
export function readSets(folder: string, only?: readonly string[]): LabelledSet[] {
  return readdirSync(folder)
    .filter((name) => existsSync(join(folder, name, "queries.jsonl")) && (only?.includes(name) ?? true))
    .toSorted()
    .map((name) => ({
      name,
      tools: readLines<CatalogueLine>(join(folder, name, "catalogue.jsonl")).map(labelledTool),
      queries: readLines<LabelledQuery>(join(folder, name, "queries.jsonl")),
    }));
}

function readLines<T>(path: string): T[] {
  return readFileSync(path, "utf8")
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as T);
}

/** Identifiers carry the position, since some sets have several tools of one name. */
function labelledTool(line: CatalogueLine, position: number): LabelledTool {
  const namespace = line.server ?? "tools";
  const identifier = `t${String(position).padStart(6, "0")}`;
  return {
    id: line.id,
    entry: {
      namespace,
      identifier,
      expression: `${namespace}.${identifier}`,
      tool: {
        name: line.name,
        inputSchema: line.inputSchema ?? { type: "object" },
        ...(line.description === undefined ? {} : { description: line.description }),
      },
    },
  };
}
