import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { callsIn, faultServer } from "../support/fault-server.ts";
import { type BrokenUpstream, startBrokenUpstream } from "../support/broken-upstream.ts";
import { createBareWorkspace, type HttpGateway, startHttpGateway, type Workspace } from "../support/gateway-process.ts";
import { CLIENTS, type TestClient, type ToolAnswer } from "../support/test-clients.ts";

let broken: BrokenUpstream;
let workspace: Workspace;
let gateway: HttpGateway;
let client: TestClient;
let bystander: TestClient;

beforeAll(async () => {
  broken = await startBrokenUpstream();
  workspace = await createBareWorkspace({
    mcpServers: {
      steady: faultServer(),
      killed: faultServer(),
      cut: faultServer(),
      hung: faultServer([], { callTimeoutMs: 1000, circuitFailures: 100 }),
      tired: faultServer([], { callTimeoutMs: 300, circuitFailures: 1, circuitCoolDownMs: 600_000 }),
      wordy: faultServer(),
      changing: faultServer(["--change-every=100"]),
      malformed: faultServer(["--malformed"]),
      narrow: faultServer([], { maxConcurrentCalls: 1, maxQueuedCalls: 1 }),
      broken: { url: broken.url, limits: { healthCheckIntervalMs: 0 } },
      silent: { command: "sleep", args: ["1000"], limits: { connectTimeoutMs: 2000 } },
    },
  });
  gateway = await startHttpGateway(["--config", workspace.configFile], workspace.directory);
  const [connect1, connect2] = Object.values(CLIENTS);
  const endpoint = { type: "http", url: gateway.url } as const;
  [client, bystander] = (await Promise.all([connect1?.(endpoint), connect2?.(endpoint)])) as [TestClient, TestClient];
});

afterAll(async () => {
  await client[Symbol.asyncDispose]();
  await bystander[Symbol.asyncDispose]();
  await gateway[Symbol.asyncDispose]();
  await broken[Symbol.asyncDispose]();
  await workspace[Symbol.asyncDispose]();
});

function textOf({ content }: ToolAnswer): string {
  return content.map(({ text = "" }) => text).join("\n");
}

async function execute(by: TestClient, code: string): Promise<ToolAnswer> {
  return by.callTool("execute", { code });
}

/** Makes one call beside calls of another source, in the same script and by another client; answers the first one's end. */
async function callBeside(call: string): Promise<ToolAnswer> {
  const script = `
    const [bad, ...good] = await Promise.allSettled([${call}, ...[1, 2, 3].map((n) => steady.echo({ n }))]);
    console.log("beside it:", good.map(({ status }) => status).join());
    if (bad.status === "rejected") throw bad.reason;
    return bad.value;`;
  const [answer, other] = await Promise.all([
    execute(client, script),
    execute(bystander, "return (await Promise.all([1, 2, 3].map((n) => steady.echo({ n })))).length"),
  ]);
  expect(other.isError ?? false).toBe(false);
  expect(textOf(other)).toContain("3");
  expect(textOf(answer)).toContain("beside it: fulfilled,fulfilled,fulfilled");
  return answer;
}

/** How often the upstreams got a call of that tool. */
function countOf(tool: string): number {
  return callsIn(workspace.directory).filter((name) => name === tool).length;
}

/** The process behind a source, once a call is answered again. The source connects anew by itself; its calls until then are refused unsent. */
async function untilAnswered(namespace: string): Promise<string> {
  for (;;) {
    const answer = await execute(client, `return await ${namespace}.pid({})`);
    if (answer.isError !== true) {
      return textOf(answer).split("\n", 1)[0] ?? "";
    }
    expect(textOf(answer)).not.toContain("UNKNOWN_OUTCOME");
  }
}

const LOST = ["may or may not have happened", "It is not repeated; look before you repeat it"];

describe("an upstream that", () => {
  it.each([
    { is: "is killed in a call", call: "killed.die({})", tool: "die", code: "UNKNOWN_OUTCOME", words: LOST },
    {
      is: "dies in the middle of its answer",
      call: "cut.partial({})",
      tool: "partial",
      code: "UNKNOWN_OUTCOME",
      words: LOST,
    },
    {
      is: "sends a result of 50 MB",
      call: "wordy.huge({ bytes: 50_000_000 })",
      tool: "huge",
      code: "OUTPUT_LIMIT",
      words: ["maxMessageBytes"],
    },
    {
      is: "hangs in a call",
      call: "hung.hang({})",
      tool: "hang",
      code: "CALL_TIMEOUT",
      words: ["no answer within 1000 ms", "look before you repeat a call that changes things"],
    },
  ])("$is disturbs nothing else, is asked once, and the error says what to do", async ({ call, tool, code, words }) => {
    const before = countOf(tool);
    const answer = await callBeside(call);
    expect(answer.isError).toBe(true);
    for (const word of [code, ...words]) {
      expect(textOf(answer)).toContain(word);
    }
    await untilAnswered(call.split(".")[0] ?? "");
    expect(countOf(tool)).toBe(before + 1);
  });

  it.each([
    { is: "is slow", call: "wordy.slow({ ms: 200 })", says: "at last" },
    { is: "floods stderr", call: "wordy.flood({})", says: "flooded" },
    { is: "prints garbage on stdout", call: "wordy.garbage({})", says: "still here" },
    { is: "changes its tools every 100 ms", call: "changing.echo({ a: 1 })", says: '{"a":1}' },
  ])("$is is heard all the same", async ({ call, says }) => {
    const answer = await callBeside(call);
    expect(answer.isError ?? false).toBe(false);
    expect(textOf(answer)).toContain(says);
  });

  it("lists malformed tools loses those, and no other", async () => {
    const { structuredContent } = await client.callTool("search", { query: "", namespace: "malformed" });
    expect(JSON.stringify(structuredContent)).toContain("malformed.good");
    expect(JSON.stringify(structuredContent)).not.toMatch(/no_schema|no-schema|array_root|array-root/u);
  });

  it("hangs keeps its connection and its process: a call's timeout is no loss", async () => {
    const pid = await untilAnswered("hung");
    await callBeside("hung.hang({})");
    expect(await untilAnswered("hung")).toBe(pid);
  });

  it("fails again and again is left alone for a while, and search and errors say so", async () => {
    await callBeside("tired.hang({})");
    const before = callsIn(workspace.directory).length;
    const refused = await execute(client, "return await tired.echo({})");
    expect(refused.isError).toBe(true);
    expect(textOf(refused)).toContain("SOURCE_UNAVAILABLE");
    expect(textOf(refused)).toContain("Circuit open");
    expect(callsIn(workspace.directory)).toHaveLength(before);
    const found = await bystander.callTool("search", { query: "echo" });
    expect(textOf(found)).toMatch(/tired \(calls are refused after repeated failures/u);
  });

  it("takes one call at a time gets one; one more waits, and the next is told that it is busy", async () => {
    const answer = await execute(
      client,
      `const calls = await Promise.allSettled([1, 2, 3].map(() => narrow.slow({ ms: 100 })));
       return calls.map((call) => (call.status === "fulfilled" ? "answered" : call.reason.message));`,
    );
    expect(textOf(answer).match(/answered/gu)).toHaveLength(2);
    expect(textOf(answer)).toContain("narrow is busy: 1 calls are under way and 1 wait (maxQueuedCalls)");
  });

  it("never answers its first request is named by search, with the limit, and keeps nothing waiting", async () => {
    const found = await client.callTool("search", { query: "echo" });
    expect(textOf(found)).toMatch(/silent \((?:still connecting|failed: it was not ready within 2000 ms)/u);
  });

  it("drops the connection in a call is asked once, and answers again afterwards", async () => {
    const answer = await callBeside("broken.drop({})");
    for (const word of ["UNKNOWN_OUTCOME", ...LOST]) {
      expect(textOf(answer)).toContain(word);
    }
    expect(broken.calls.filter((name) => name === "drop")).toHaveLength(1);
    await untilAnswered("broken");
  });

  it("forgets its session is met anew, and the call is made once", async () => {
    await untilAnswered("broken");
    broken.forgetSessions();
    const answer = await callBeside("broken.echo({})");
    expect(answer.isError ?? false).toBe(false);
    expect(broken.calls.filter((name) => name === "echo")).toHaveLength(1);
  });
});
