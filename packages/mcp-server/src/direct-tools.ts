import { ProtocolError, type Tool } from "@modelcontextprotocol/server";
import {
  type CatalogTool,
  isJsonObject,
  isPosternError,
  type JsonObject,
  type JsonSchema,
  memberIdentifiers,
  type ScriptValue,
  shortHash,
  type ToolResult,
} from "@postern/core";
import { failedResult, type ToolRuntime } from "@postern/runtime";
import type { InputRequired } from "./interactive-call.ts";
import type { RequestContext } from "./request-context.ts";
import { runCall } from "./run-call.ts";
import { toErrorReply, type ToolReply } from "./tool-replies.ts";
import { toProtocolError } from "./upstream-error.ts";

/** Tools that clients call without a script, as they see them. */
export interface DirectTools {
  readonly definitions: readonly Tool[];
  /** By the name that clients use. */
  readonly byName: ReadonlyMap<string, CatalogTool>;
}

/** How tools are called that clients see. */
export interface ToolNaming {
  /** By the names of their source, as where there is only one; otherwise `namespace_tool`. */
  readonly isOwn: boolean;
  /** Names that others have. */
  readonly taken: readonly string[];
}

/** What most clients take as a tool's name: https://modelcontextprotocol.io/specification, "Tool Names". */
const MAX_NAME_CHARS = 64;

const LISTED = new WeakMap<readonly CatalogTool[], Map<boolean, DirectTools>>();

/** Definitions of tools for clients. Made once for the same array: a server is made per request. */
export function listDirectTools(tools: readonly CatalogTool[], naming: ToolNaming): DirectTools {
  const known = LISTED.get(tools) ?? new Map<boolean, DirectTools>();
  const listed = known.get(naming.isOwn) ?? listAnew(tools, naming);
  LISTED.set(tools, known.set(naming.isOwn, listed));
  return listed;
}

function listAnew(tools: readonly CatalogTool[], { isOwn, taken }: ToolNaming): DirectTools {
  const byName = new Map<string, CatalogTool>();
  for (const tool of tools) {
    const own = isOwn ? ownName(tool) : undefined;
    const isFree = own !== undefined && !byName.has(own) && !taken.includes(own);
    byName.set(isFree ? own : clientName(tool.namespace, tool.identifier, byName), tool);
  }
  return { definitions: Array.from(byName, ([name, tool]) => toDefinition(name, tool)), byName };
}

/** A call of a tool that a client made directly. */
export interface DirectCall {
  readonly tool: CatalogTool;
  readonly input: unknown;
  readonly context: RequestContext;
  /** Nothing is lost: the upstream reaches the client, and its protocol errors are the client's. */
  readonly passesThrough: boolean;
}

/** Calls a tool for a client; the answer is the upstream's own. */
export function callDirectTool(
  runtime: ToolRuntime,
  { tool, input, context, passesThrough }: DirectCall,
): Promise<ToolReply | InputRequired> {
  return runCall(runtime, context, async ({ notifyProgress, passed, ...call }) => {
    const options = {
      ...call,
      ...(notifyProgress === undefined ? {} : { onProgress: notifyProgress }),
      ...(passesThrough ? passed : {}),
    };
    try {
      const { result } = await runtime.call(tool.expression, input as ScriptValue, options);
      return toReply(result);
    } catch (error) {
      const failed = failedResult(error);
      if (failed !== undefined) {
        return toReply(failed);
      }
      const refused = passesThrough ? toProtocolError(error) : undefined;
      if (refused instanceof ProtocolError) {
        throw refused;
      }
      return toErrorReply(isPosternError(error) ? error.message : "The call failed inside Postern.");
    }
  });
}

/** An upstream's answer, whole. */
function toReply({ content, structuredContent, isError, meta }: ToolResult): ToolReply {
  return {
    content: [...content],
    ...(structuredContent === undefined ? {} : { structuredContent: structuredContent as JsonObject }),
    ...(isError === undefined ? {} : { isError }),
    ...(meta === undefined ? {} : { _meta: meta }),
  };
}

/** The source's name of a tool, or the other one that a client's entry gives it. */
function ownName({ identifier, tool }: CatalogTool): string {
  return memberIdentifiers([tool.name]).get(tool.name) === identifier ? tool.name : identifier;
}

/** A name of its own that clients take, the same for the same namespace and member. */
export function clientName(namespace: string, member: string, taken: ReadonlyMap<string, unknown>): string {
  const full = `${namespace}_${member}`;
  const name = full.replace(/[^A-Za-z0-9_-]/gu, "_");
  if (name === full && name.length <= MAX_NAME_CHARS && !taken.has(name)) {
    return name;
  }
  const suffix = `_${shortHash(full)}`;
  return `${name.slice(0, MAX_NAME_CHARS - suffix.length)}${suffix}`;
}

function toDefinition(name: string, { tool }: CatalogTool): Tool {
  const { title, description, inputSchema, outputSchema, annotations, icons, meta } = tool;
  return {
    name,
    ...(title === undefined ? {} : { title }),
    ...(description === undefined ? {} : { description }),
    inputSchema: objectSchema(inputSchema) as Tool["inputSchema"],
    ...(isJsonObject(outputSchema) ? { outputSchema } : {}),
    ...(annotations === undefined ? {} : { annotations }),
    ...(icons === undefined ? {} : { icons: icons as NonNullable<Tool["icons"]> }),
    ...(meta === undefined ? {} : { _meta: meta }),
  };
}

/** The protocol wants an object at the root of every input schema. */
function objectSchema(schema: JsonSchema): JsonSchema {
  return isJsonObject(schema) ? { ...schema, type: "object" } : { type: "object" };
}
