import type {
  Completion,
  CompletionRequest,
  JsonObject,
  PromptResult,
  ResourceContents,
  ScriptObject,
  Tool,
  ToolResult,
} from "@postern/core";
import type { Asking, Connection } from "./connection.ts";
import { jsonInput, readToolResult } from "./result.ts";

/** Calls a tool. Its definition lets the SDK put parameters into headers where the schema asks for that. */
export async function callTool(
  connection: Connection,
  asking: Asking,
  { tool, input }: { readonly tool: Tool; readonly input: ScriptObject },
): Promise<ToolResult> {
  const params = { name: tool.name, arguments: jsonInput(input) };
  const toolDefinition = { name: tool.name, inputSchema: tool.inputSchema as { type: "object" } };
  const result = await connection.ask(asking, (extra, options) =>
    connection.client.callTool({ ...params, ...extra }, { ...options, toolDefinition }),
  );
  return readToolResult(result);
}

/** Reads a resource. */
export async function readResource(
  connection: Connection,
  asking: Asking,
  uri: string,
): Promise<readonly ResourceContents[]> {
  const { contents } = await connection.ask(asking, (extra, options) =>
    connection.client.request({ method: "resources/read", params: { uri, ...extra } }, options),
  );
  return contents as readonly ResourceContents[];
}

/** Fills in a prompt. */
export async function getPrompt(
  connection: Connection,
  asking: Asking,
  prompt: { readonly name: string; readonly arguments: Record<string, string> },
): Promise<PromptResult> {
  const { description, messages, _meta } = await connection.ask(asking, (extra, options) =>
    connection.client.request({ method: "prompts/get", params: { ...prompt, ...extra } }, options),
  );
  const told = messages as unknown as PromptResult["messages"];
  return {
    messages: told,
    ...(description === undefined ? {} : { description }),
    ...(_meta === undefined ? {} : { meta: _meta as JsonObject }),
  };
}

const NONE: Completion = { values: [] };

/** Completes an argument. None where the upstream cannot. */
export async function complete(
  connection: Connection,
  asking: Asking,
  request: CompletionRequest,
): Promise<Completion> {
  if (connection.client.getServerCapabilities()?.completions === undefined) {
    return NONE;
  }
  const { of, argument, value, others } = request;
  const params = {
    ref:
      "prompt" in of
        ? { type: "ref/prompt" as const, name: of.prompt }
        : { type: "ref/resource" as const, uri: of.uriTemplate },
    argument: { name: argument, value },
    ...(others === undefined ? {} : { context: { arguments: { ...others } } }),
  };
  const { completion } = await connection.ask(asking, (extra, options) =>
    connection.client.request({ method: "completion/complete", params: { ...params, ...extra } }, options),
  );
  const { values, total, hasMore } = completion;
  return { values, ...(total === undefined ? {} : { total }), ...(hasMore === undefined ? {} : { hasMore }) };
}
