import { fileURLToPath } from "node:url";
import { Client, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createBareWorkspace, type HttpGateway, startHttpGateway, type Workspace } from "../support/gateway-process.ts";
import { type RoundRobin, startRoundRobin } from "../support/round-robin.ts";
import { CLIENTS, type ToolAnswer } from "../support/test-clients.ts";

const UPSTREAM = fileURLToPath(
  new URL("../../../../packages/source-mcp/test/fixtures/modern-stdio.ts", import.meta.url),
);
let workspace: Workspace;
let replicas: readonly HttpGateway[];
let balancer: RoundRobin;

beforeAll(async () => {
  workspace = await createBareWorkspace({
    mcpServers: { upstream: { command: process.execPath, args: ["--no-warnings", UPSTREAM] } },
  });
  const start = (): Promise<HttpGateway> => startHttpGateway(["--config", workspace.configFile], workspace.directory);
  replicas = await Promise.all([start(), start()]);
  balancer = await startRoundRobin(replicas.map(({ url }) => url));
});

afterAll(async () => {
  await balancer[Symbol.asyncDispose]();
  await Promise.all(replicas.map((replica) => replica[Symbol.asyncDispose]()));
  await workspace[Symbol.asyncDispose]();
});

function textOf({ content }: ToolAnswer): string {
  return content.map(({ text = "" }) => text).join("\n");
}

/** A client whose person answers every question with a name. */
async function connectPerson(url: string, mode: "auto" | "legacy"): Promise<Client> {
  const client = new Client(
    { name: "person", version: "1.0.0" },
    { capabilities: { elicitation: { form: {} } }, versionNegotiation: { mode } },
  );
  client.setRequestHandler("elicitation/create", () => ({ action: "accept", content: { name: "Ada" } }));
  await client.connect(new StreamableHTTPClientTransport(new URL(url)));
  return client;
}

const ASK = { name: "execute", arguments: { code: "return await upstream.ask({})" } };

describe("two gateways behind a load balancer without any memory", () => {
  it.each(Object.entries(CLIENTS))(
    "answer every request of a client (%s), whichever gets it",
    async (_name, connect) => {
      const before = [...balancer.counts];
      await using client = await connect({ type: "http", url: balancer.url });
      for (let round = 0; round < 4; round += 1) {
        const [tools, found, ran] = await Promise.all([
          client.listTools(),
          client.callTool("search", { query: "echo" }),
          client.callTool("execute", { code: `return (await upstream.echo({ value: "round ${round}" })).value` }),
        ]);
        expect(tools.map(({ name }) => name)).toEqual(["search", "execute"]);
        expect(textOf(found)).toContain("upstream.echo");
        expect(textOf(ran)).toContain(`round ${round}`);
      }
      for (const [index, count] of balancer.counts.entries()) {
        expect(count - (before[index] ?? 0)).toBeGreaterThanOrEqual(5);
      }
    },
  );

  it.each(["auto", "legacy"] as const)("let a person be asked by the one that runs the script (%s)", async (mode) => {
    await using client = disposable(await connectPerson(replicas[0]?.url ?? "", mode));
    expect(textOf((await client.callTool(ASK)) as ToolAnswer)).toContain("Ada");
  });

  it("say, where the answer reaches the other, that nothing was continued", async () => {
    await using client = disposable(await connectPerson(balancer.url, "auto"));
    const answer = (await client.callTool(ASK)) as ToolAnswer;
    expect(answer.isError).toBe(true);
    expect(textOf(answer)).toContain("This question is not open here, so nothing was continued");
  });

  it("tell a legacy client's script at once that nobody can be asked", async () => {
    await using client = disposable(await connectPerson(balancer.url, "legacy"));
    const answer = (await client.callTool(ASK)) as ToolAnswer;
    expect(textOf(answer)).toContain("cancel null");
  });

  it("keep what did not fit each for itself, and the other says what to do", async () => {
    await using client = await (CLIENTS["client 2.x"] as (typeof CLIENTS)[string])({
      type: "http",
      url: replicas[0]?.url ?? "",
    });
    const large = await client.callTool("execute", { code: "return 'x'.repeat(100_000)" });
    const handle = /r[0-9a-z]{9}-[0-9a-z]+-[0-9a-f]{16}/u.exec(textOf(large))?.[0] ?? "";
    const code = `return (await postern.result(${JSON.stringify(handle)})).length`;
    expect(textOf(await client.callTool("execute", { code }))).toContain("100000");
    await using other = await (CLIENTS["client 2.x"] as (typeof CLIENTS)[string])({
      type: "http",
      url: replicas[1]?.url ?? "",
    });
    const missed = await other.callTool("execute", { code });
    expect(missed.isError).toBe(true);
    expect(textOf(missed)).toContain("Run the script that made it again");
  });
});

function disposable(client: Client): Client & AsyncDisposable {
  return Object.assign(client, { [Symbol.asyncDispose]: () => client.close() });
}
