import { isJsonObject } from "@postern/core";
import type { JsonObject, JsonSchema, Tool, ToolAnnotations } from "@postern/core";
import { readDetails } from "./client-details.ts";
import { headerFault } from "./header-annotations.ts";

/** Tools that can be used, and what was wrong with others. */
export interface ToolReading {
  readonly tools: readonly Tool[];
  /** One line for each tool that was refused or mended, with the reason. */
  readonly notices: readonly string[];
}

const HINTS = ["readOnlyHint", "destructiveHint", "idempotentHint", "openWorldHint"] as const;
const MAX_NAME_CHARS = 1024;

/**
 * Checks tools one by one: what is wrong with one tool costs that tool, and what is wrong beside it costs only that.
 * `sendsHeaders` is true where parameters may have to be sent as HTTP headers.
 */
export function readTools(items: readonly unknown[], sendsHeaders = false): ToolReading {
  const tools = new Map<string, Tool>();
  const notices: string[] = [];
  for (const [index, item] of items.entries()) {
    const subject = describe(item, index);
    const reason = isJsonObject(item) ? refusal(item, sendsHeaders) : "it is not an object";
    if (reason !== undefined) {
      notices.push(`${subject} was refused: ${reason}.`);
      continue;
    }
    const tool = readTool(item as JsonObject, (text) => notices.push(`${subject}: ${text}.`));
    if (tools.has(tool.name)) {
      notices.push(`${subject} was refused: an earlier tool has the same name.`);
    } else {
      tools.set(tool.name, tool);
    }
  }
  return { tools: [...tools.values()], notices };
}

function describe(item: unknown, index: number): string {
  const name = isJsonObject(item) ? item["name"] : undefined;
  return typeof name === "string" && name !== "" ? `Tool "${name.slice(0, 80)}"` : `Tool number ${index + 1}`;
}

function refusal(item: JsonObject, sendsHeaders: boolean): string | undefined {
  const name = item["name"];
  const schema = item["inputSchema"];
  if (typeof name !== "string" || name === "") {
    return "it has no name";
  }
  if (name.length > MAX_NAME_CHARS) {
    return `its name is longer than ${MAX_NAME_CHARS} characters`;
  }
  if (!isJsonObject(schema)) {
    return "it has no input schema";
  }
  if (schema["type"] !== undefined && schema["type"] !== "object") {
    return `its input schema is of type ${JSON.stringify(schema["type"]).slice(0, 80)}, not an object`;
  }
  return sendsHeaders ? headerFault(schema) : undefined;
}

function readTool(item: JsonObject, notice: (text: string) => void): Tool {
  const { name, description, outputSchema } = item;
  const annotations = isJsonObject(item["annotations"]) ? item["annotations"] : {};
  const title = [item["title"], annotations["title"]].find((text) => typeof text === "string" && text !== "");
  const isSchema = isJsonObject(outputSchema) || typeof outputSchema === "boolean";
  if (outputSchema !== undefined && outputSchema !== null && !isSchema) {
    notice("its output schema is no schema and was left out");
  }
  return {
    name: name as string,
    inputSchema: item["inputSchema"] as JsonSchema,
    ...(typeof title === "string" ? { title } : {}),
    ...(typeof description === "string" ? { description } : {}),
    ...(isSchema ? { outputSchema } : {}),
    ...readAnnotations(annotations, notice),
    ...readDetails(item),
  };
}

function readAnnotations(
  given: JsonObject,
  notice: (text: string) => void,
): { readonly annotations?: ToolAnnotations } {
  const annotations: { -readonly [Hint in keyof ToolAnnotations]: ToolAnnotations[Hint] } = {};
  for (const hint of HINTS) {
    const value = given[hint];
    if (typeof value === "boolean") {
      annotations[hint] = value;
    } else if (value !== undefined && value !== null) {
      notice(`its annotation ${hint} is neither true nor false and was left out`);
    }
  }
  return Object.keys(annotations).length === 0 ? {} : { annotations };
}
