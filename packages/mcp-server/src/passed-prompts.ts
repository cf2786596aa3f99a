import {
  type GetPromptResult,
  type InputRequiredResult,
  type Prompt,
  ProtocolError,
  ProtocolErrorCode,
  type Server,
  type ServerContext,
} from "@modelcontextprotocol/server";
import type { CompletionRequest } from "@postern/core";
import type { ToolRuntime } from "@postern/runtime";
import { type PassedPrompt, withClientUri } from "./passed-names.ts";
import { locateResource } from "./passed-resources.ts";
import { namesOf, pass, refusing, toWire } from "./passing.ts";
import type { RequestContext } from "./request-context.ts";

/** Serves upstreams' prompts to the server's client. */
export function passPrompts(
  server: Server,
  runtime: ToolRuntime,
  contextOf: (context: ServerContext) => RequestContext,
): void {
  const { offers } = runtime;
  server.setRequestHandler("prompts/list", async () => ({
    prompts: Array.from(namesOf(runtime).prompts(await offers.list()), ([name, { prompt }]) => ({
      ...toWire(prompt),
      name,
    })) as Prompt[],
  }));
  server.setRequestHandler("prompts/get", async ({ params }, context) => {
    const { namespace, prompt } = await findPrompt(runtime, params.name);
    const filled = { name: prompt.name, input: params.arguments ?? {} };
    const answer = await pass(runtime, contextOf(context), async (options) => {
      const { meta, messages, ...described } = await offers.getPrompt(namespace, filled, options);
      const { toClientUri } = namesOf(runtime);
      const toClient = (uri: string): string => toClientUri({ namespace, uri });
      return {
        ...described,
        messages: messages.map((message) => ({ ...message, content: withClientUri(message.content, toClient) })),
        ...(meta === undefined ? {} : { _meta: meta }),
      };
    });
    return answer as GetPromptResult | InputRequiredResult;
  });
}

/** Completes arguments of upstreams' prompts and resource templates. */
export function passCompletion(
  server: Server,
  runtime: ToolRuntime,
  contextOf: (context: ServerContext) => RequestContext,
): void {
  server.setRequestHandler("completion/complete", async ({ params: { ref, argument, context: known } }, context) => {
    const { namespace, of } =
      ref.type === "ref/prompt" ? await promptReference(runtime, ref.name) : templateReference(runtime, ref.uri);
    const others = known?.arguments;
    const asked = { of, argument: argument.name, value: argument.value, ...(others === undefined ? {} : { others }) };
    const { signal, meta } = contextOf(context);
    const completion = await refusing(() => runtime.offers.complete(namespace, asked, { signal, meta }));
    return { completion: { ...completion, values: [...completion.values] } };
  });
}

async function findPrompt(runtime: ToolRuntime, name: string): Promise<PassedPrompt> {
  const offers = await runtime.offers.list();
  const found = namesOf(runtime).prompts(offers).get(name);
  if (found === undefined) {
    throw new ProtocolError(ProtocolErrorCode.InvalidParams, `There is no prompt ${name.slice(0, 200)}.`);
  }
  return found;
}

interface Completed {
  readonly namespace: string;
  readonly of: CompletionRequest["of"];
}

async function promptReference(runtime: ToolRuntime, name: string): Promise<Completed> {
  const { namespace, prompt } = await findPrompt(runtime, name);
  return { namespace, of: { prompt: prompt.name } };
}

function templateReference(runtime: ToolRuntime, clientUri: string): Completed {
  const { namespace, uri } = locateResource(runtime, clientUri);
  return { namespace, of: { uriTemplate: uri } };
}
