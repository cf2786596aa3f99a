import { join } from "node:path";
import {
  Client as Client2,
  StreamableHTTPClientTransport as Http2,
  type Transport,
} from "@modelcontextprotocol/client";
import { StdioClientTransport } from "@modelcontextprotocol/client/stdio";
import { Client as Client1 } from "@modelcontextprotocol/sdk/client/index.js";
import { StreamableHTTPClientTransport as Http1 } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import {
  CreateMessageRequestSchema,
  ElicitRequestSchema,
  LoggingMessageNotificationSchema,
  PromptListChangedNotificationSchema,
  ResourceUpdatedNotificationSchema,
} from "@modelcontextprotocol/sdk/types.js";
import { describe, expect, it } from "vitest";
import { startConformanceServer, type ConformanceServer } from "../fixtures/conformance/server.ts";
import { CLI, createBareWorkspace, startHttpGateway } from "../support/gateway-process.ts";

const INFO = { name: "postern-tests", version: "1.0.0" };
const CAPABILITIES = { elicitation: { form: {} }, sampling: {} };
const ANSWER = { action: "accept" as const, content: { name: "Ada" } };
const WORDS = { role: "assistant" as const, model: "test", content: { type: "text" as const, text: "Paris" } };
const WATCHED = "test://watched-resource";

/** What a client was told, by method, each with a way to wait for it. */
class Told {
  readonly #waiting = new Map<string, PromiseWithResolvers<unknown>>();

  of(method: string): PromiseWithResolvers<unknown> {
    const waiting = this.#waiting.get(method) ?? Promise.withResolvers<unknown>();
    this.#waiting.set(method, waiting);
    return waiting;
  }

  readonly hear = ({ method, params }: { readonly method: string; readonly params?: unknown }): void =>
    this.of(method).resolve(params);
}

type Requests = Pick<
  Client2,
  "listResources" | "listResourceTemplates" | "readResource" | "listPrompts" | "getPrompt" | "complete" | "listTools"
> & { callTool(params: object, options?: object): Promise<{ content: unknown; isError?: boolean }> };

/** A client of either generation, which can be asked and is told what happens. */
interface Passed extends AsyncDisposable {
  readonly client: Requests;
  readonly told: Told;
  /** Hears of one resource and of other lists of prompts. */
  readonly subscribe: (uri: string) => Promise<void>;
  /** Logs from `info` on, whatever that takes. */
  readonly logMeta: Readonly<Record<string, unknown>>;
}

async function connectLegacy(url: string): Promise<Passed> {
  const client = new Client1(INFO, { capabilities: CAPABILITIES });
  const told = new Told();
  client.setRequestHandler(ElicitRequestSchema, () => ANSWER);
  client.setRequestHandler(CreateMessageRequestSchema, () => WORDS);
  client.setNotificationHandler(LoggingMessageNotificationSchema, told.hear);
  client.setNotificationHandler(ResourceUpdatedNotificationSchema, told.hear);
  client.setNotificationHandler(PromptListChangedNotificationSchema, told.hear);
  await client.connect(new Http1(new URL(url)));
  await client.setLoggingLevel("info");
  return {
    client: {
      ...methodsOf(client as unknown as Requests),
      callTool: (params, options) =>
        client.callTool(params as Parameters<Client1["callTool"]>[0], undefined, options) as Promise<never>,
    },
    told,
    subscribe: async (uri) => void (await client.subscribeResource({ uri })),
    logMeta: {},
    [Symbol.asyncDispose]: () => client.close(),
  };
}

/** The requests that both clients write alike. */
function methodsOf(client: Requests): Omit<Requests, "callTool"> {
  return {
    listTools: (params) => client.listTools(params),
    listResources: (params) => client.listResources(params),
    listResourceTemplates: (params) => client.listResourceTemplates(params),
    readResource: (params) => client.readResource(params),
    listPrompts: (params) => client.listPrompts(params),
    getPrompt: (params) => client.getPrompt(params),
    complete: (params) => client.complete(params),
  };
}

async function connectModern(target: string | Transport): Promise<Passed> {
  const client = new Client2(INFO, { capabilities: CAPABILITIES, versionNegotiation: { mode: "auto" } });
  const told = new Told();
  client.setRequestHandler("elicitation/create", () => ANSWER);
  client.setRequestHandler("sampling/createMessage", () => WORDS);
  client.setNotificationHandler("notifications/message", told.hear);
  client.setNotificationHandler("notifications/resources/updated", told.hear);
  client.setNotificationHandler("notifications/prompts/list_changed", told.hear);
  await client.connect(typeof target === "string" ? new Http2(new URL(target)) : target);
  return {
    client: client as unknown as Requests,
    told,
    subscribe: async (uri) => void (await client.listen({ resourceSubscriptions: [uri], promptsListChanged: true })),
    logMeta: { "io.modelcontextprotocol/logLevel": "info" },
    [Symbol.asyncDispose]: () => client.close(),
  };
}

/** A gateway that passes these servers through. */
async function startGateway(
  servers: Readonly<Record<string, ConformanceServer>>,
): Promise<AsyncDisposable & { url: string }> {
  const entries = Object.entries(servers).map(([name, { url }]) => [name, { type: "http" as const, url }] as const);
  const workspace = await createBareWorkspace({
    mcpServers: Object.fromEntries(entries),
    clients: { local: { passThrough: true } },
  });
  const gateway = await startHttpGateway(["--config", workspace.configFile], workspace.directory);
  return {
    url: gateway.url,
    async [Symbol.asyncDispose]() {
      await gateway[Symbol.asyncDispose]();
      await workspace[Symbol.asyncDispose]();
    },
  };
}

const PAIRS = [
  ["1.x", "modern", connectLegacy],
  ["2.x", "legacy", connectModern],
] as const;

describe.each(PAIRS)(
  "a client %s, passed through to a server of the other generation (%s)",
  (_name, generation, connect) => {
    it("finds and reads what the server has, under the server's own names", async () => {
      await using fixture = await startConformanceServer(generation);
      await using gateway = await startGateway({ fixture });
      await using passed = await connect(gateway.url);
      const { client } = passed;
      expect((await client.listTools()).tools.map(({ name }) => name)).toContain("test_simple_text");
      expect((await client.listResources()).resources.map(({ uri }) => uri)).toContain(WATCHED);
      expect((await client.listResourceTemplates()).resourceTemplates).toMatchObject([{ name: "Template" }]);
      expect((await client.readResource({ uri: "test://template/7/data" })).contents).toMatchObject([
        { text: '{"id":"7"}' },
      ]);
      await expect(client.readResource({ uri: "test://nothing" })).rejects.toMatchObject({
        data: { uri: "test://nothing" },
      });
      const name = "test_prompt_with_arguments";
      const prompt = await client.getPrompt({ name, arguments: { arg1: "one", arg2: "two" } });
      expect(JSON.stringify(prompt.messages)).toContain("arg2='two'");
      const argument = { name: "arg1", value: "par" };
      expect((await client.complete({ ref: { type: "ref/prompt", name }, argument })).completion.values).toHaveLength(
        3,
      );
    });

    it("hears of changes, logs and progress, and cancels", async () => {
      await using fixture = await startConformanceServer(generation);
      await using gateway = await startGateway({ fixture });
      await using passed = await connect(gateway.url);
      const { client, told, logMeta } = passed;
      await passed.subscribe(WATCHED);
      await client.callTool({ name: "touch" });
      expect(await told.of("notifications/resources/updated").promise).toMatchObject({ uri: WATCHED });
      await client.callTool({ name: "test_trigger_prompt_change" });
      await told.of("notifications/prompts/list_changed").promise;
      expect((await client.listPrompts()).prompts.map(({ name }) => name)).toContain("more");
      await client.callTool({ name: "test_tool_with_logging", _meta: logMeta });
      expect(await told.of("notifications/message").promise).toMatchObject({ level: "info", logger: "fixture" });
      const controller = new AbortController();
      const progress = Promise.withResolvers<unknown>();
      const options = { signal: controller.signal, onprogress: progress.resolve };
      const call = client.callTool({ name: "wait" }, options);
      expect(await progress.promise).toEqual({ progress: 1, total: 2, message: "waiting" });
      controller.abort("enough");
      await expect(call).rejects.toThrow("enough");
      await fixture.cancelled;
    });

    it("is asked what the server asks, and the server gets its answers", async () => {
      await using fixture = await startConformanceServer(generation);
      await using gateway = await startGateway({ fixture });
      await using passed = await connect(gateway.url);
      const asked = await passed.client.callTool({ name: "test_input_required_result_elicitation" });
      expect(JSON.stringify(asked.content)).toContain("Ada");
      expect(JSON.stringify((await passed.client.callTool({ name: "test_sampling" })).content)).toContain("Paris");
    });
  },
);

it("tells what several servers call alike apart, by the namespace", async () => {
  await using fixture = await startConformanceServer();
  await using gateway = await startGateway({ one: fixture, two: fixture });
  await using passed = await connectModern(gateway.url);
  const { client, told } = passed;
  const prompts = (await client.listPrompts()).prompts.map(({ name }) => name);
  expect(prompts).toEqual(expect.arrayContaining(["one_test_simple_prompt", "two_test_simple_prompt"]));
  expect((await client.getPrompt({ name: "two_test_simple_prompt" })).messages).toHaveLength(1);
  const { resources } = await client.listResources();
  const uris = resources.filter(({ uri }) => uri.endsWith(WATCHED)).map(({ uri }) => uri);
  expect(uris).toEqual([`postern://one/${WATCHED}`, `postern://two/${WATCHED}`]);
  const uri = `postern://two/${WATCHED}`;
  expect((await client.readResource({ uri })).contents).toMatchObject([{ uri }]);
  await expect(client.readResource({ uri: WATCHED })).rejects.toMatchObject({ code: -32_602 });
  const { content } = await client.callTool({ name: "two_test_embedded_resource" });
  expect(content).toMatchObject([{ resource: { uri: "postern://two/test://embedded-resource" } }]);
  await passed.subscribe(uri);
  await client.callTool({ name: "two_touch" });
  expect(await told.of("notifications/resources/updated").promise).toMatchObject({ uri });
});

it("tells a client over stdio of the resources that its stream asks for", async () => {
  await using fixture = await startConformanceServer();
  await using workspace = await createBareWorkspace({
    mcpServers: { fixture: { type: "http", url: fixture.url } },
    clients: { local: { passThrough: true } },
  });
  const args = [...CLI, "serve", "--stdio", "--config", workspace.configFile];
  const env = { POSTERN_HOME: join(workspace.directory, "home") };
  const transport = new StdioClientTransport({ command: process.execPath, args, env, stderr: "ignore" });
  await using passed = await connectModern(transport);
  // Its sources have answered once the list is there.
  expect((await passed.client.listResources()).resources).toHaveLength(3);
  await passed.subscribe(WATCHED);
  await passed.client.readResource({ uri: WATCHED });
  await passed.client.callTool({ name: "touch" });
  expect(await passed.told.of("notifications/resources/updated").promise).toMatchObject({ uri: WATCHED });
});
