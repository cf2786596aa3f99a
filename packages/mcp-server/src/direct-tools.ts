import type { Tool } from "@modelcontextprotocol/server";
import {
  type CatalogTool,
  isJsonObject,
  isPosternError,
  type JsonObject,
  type JsonSchema,
  type ScriptValue,
  shortHash,
} from "@postern/core";
import type { ToolRuntime } from "@postern/runtime";
import type { InputRequired } from "./interactive-call.ts";
import type { RequestContext } from "./request-context.ts";
import { runCall } from "./run-call.ts";
import { toErrorReply, type ToolReply } from "./tool-replies.ts";

/** Tools that clients call without a script, as they see them. */
export interface DirectTools {
  readonly definitions: readonly Tool[];
  /** By the name that clients use. */
  readonly byName: ReadonlyMap<string, CatalogTool>;
}

/** What most clients take as a tool's name: https://modelcontextprotocol.io/specification, "Tool Names". */
const MAX_NAME_CHARS = 64;

const LISTED = new WeakMap<readonly CatalogTool[], DirectTools>();

/** Definitions of tools for clients, named `namespace_tool`. Made once for the same array: a server is made per request. */
export function listDirectTools(tools: readonly CatalogTool[]): DirectTools {
  const listed = LISTED.get(tools) ?? listAnew(tools);
  LISTED.set(tools, listed);
  return listed;
}

function listAnew(tools: readonly CatalogTool[]): DirectTools {
  const byName = new Map<string, CatalogTool>();
  for (const tool of tools) {
    byName.set(clientName(tool, byName), tool);
  }
  return { definitions: Array.from(byName, ([name, tool]) => toDefinition(name, tool)), byName };
}

/** Calls a tool for a client; the answer is the upstream's own. */
export function callDirectTool(
  runtime: ToolRuntime,
  { tool, input, context }: { readonly tool: CatalogTool; readonly input: unknown; readonly context: RequestContext },
): Promise<ToolReply | InputRequired> {
  return runCall(runtime, context, async ({ notifyProgress, ...call }) => {
    const onProgress =
      notifyProgress &&
      (({ message, progress }: { readonly progress: number; readonly message?: string }) =>
        notifyProgress(message ?? String(progress)));
    try {
      const options = { ...call, ...(onProgress === undefined ? {} : { onProgress }) };
      const { result } = await runtime.call(tool.expression, input as ScriptValue, options);
      const { content, structuredContent } = result;
      return structuredContent === undefined
        ? { content: [...content] }
        : { content: [...content], structuredContent: structuredContent as JsonObject };
    } catch (error) {
      return toErrorReply(isPosternError(error) ? error.message : "The call failed inside Postern.");
    }
  });
}

function clientName({ namespace, identifier }: CatalogTool, taken: ReadonlyMap<string, unknown>): string {
  const full = `${namespace}_${identifier}`;
  const name = full.replace(/[^A-Za-z0-9_-]/gu, "_");
  if (name === full && name.length <= MAX_NAME_CHARS && !taken.has(name)) {
    return name;
  }
  const suffix = `_${shortHash(full)}`;
  return `${name.slice(0, MAX_NAME_CHARS - suffix.length)}${suffix}`;
}

function toDefinition(name: string, { tool }: CatalogTool): Tool {
  const { title, description, inputSchema, outputSchema, annotations } = tool;
  return {
    name,
    ...(title === undefined ? {} : { title }),
    ...(description === undefined ? {} : { description }),
    inputSchema: objectSchema(inputSchema) as Tool["inputSchema"],
    ...(isJsonObject(outputSchema) ? { outputSchema } : {}),
    ...(annotations === undefined ? {} : { annotations }),
  };
}

/** The protocol wants an object at the root of every input schema. */
function objectSchema(schema: JsonSchema): JsonSchema {
  return isJsonObject(schema) ? { ...schema, type: "object" } : { type: "object" };
}
