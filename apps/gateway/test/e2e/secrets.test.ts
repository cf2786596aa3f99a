import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, it } from "vitest";
import { createToken, hashToken } from "../../src/door/client-tokens.ts";
import { type Collector, startCollector } from "../support/collector.ts";
import {
  createBareWorkspace,
  type HttpGateway,
  runCli,
  startHttpGateway,
  type Workspace,
} from "../support/gateway-process.ts";
import { type HttpUpstream, startHttpUpstream } from "../support/http-upstream.ts";
import { type QuotingServer, startQuotingServer } from "../support/quoting-server.ts";
import { execute, send, toolCall } from "../support/raw-request.ts";

const LEAKING = fileURLToPath(new URL("../fixtures/leaking-server.ts", import.meta.url));
/** A secret for one place. All of them have this in them, so one search finds whichever leaked, and says where from. */
const canary = (place: string): string => `c4n4ry-${place}-${crypto.randomUUID()}`;
const LEAK = /c4n4ry-[a-z-]+/gu;
const token = createToken();

let upstream: HttpUpstream;
let broken: QuotingServer;
let collector: Collector;
let workspace: Workspace;
let gateway: HttpGateway;
/** What clients were answered, and what commands printed. */
const answers: string[] = [];

beforeAll(async () => {
  [upstream, broken, collector] = await Promise.all([startHttpUpstream(), startQuotingServer(), startCollector()]);
  const tokenFile = canary("token-file");
  const child = { command: process.execPath, args: ["--no-warnings", LEAKING], env: { API_KEY: canary("env") } };
  workspace = await createBareWorkspace({
    mcpServers: {
      leaking: child,
      headers: { url: `${upstream.url}?k=${canary("query")}`, headers: { "x-api-key": canary("header") } },
      bearer: { url: upstream.url, auth: { type: "bearer", token: { env: "BEARER" } } },
      file: { url: upstream.url, auth: { type: "bearer", token: { file: "token.txt" } } },
      user: { url: upstream.url.replace("://", `://me:${canary("password")}@`) },
      broken: { url: `${broken.url}?k=${canary("broken-query")}`, headers: { "x-api-key": canary("broken-header") } },
      client: {
        url: broken.url,
        auth: {
          type: "client-credentials",
          clientId: "me",
          clientSecret: { env: "CLIENT_SECRET" },
          issuer: new URL(broken.url).origin,
        },
      },
    },
    embeddings: { url: broken.url, model: "m", apiKey: canary("embeddings") },
    traces: { endpoint: collector.url, headers: { authorization: canary("traces") } },
    clients: { laptop: { tokenHash: hashToken(token) } },
    audit: "audit.jsonl",
    log: { level: "debug", format: "json" },
  });
  await writeFile(join(workspace.directory, "token.txt"), tokenFile, { mode: 0o600 });
  const env = { BEARER: canary("bearer"), CLIENT_SECRET: canary("client-secret") };
  gateway = await startHttpGateway(["--config", workspace.configFile], workspace.directory, env);
  const options = { cwd: workspace.directory, env };
  const print = async (...command: readonly string[]): Promise<void> => {
    const { stdout, stderr } = await runCli([...command, "--config", workspace.configFile], options);
    answers.push(stdout, stderr);
  };
  await Promise.all([talk(), print("sources", "--json"), print("doctor")]);
  gateway.process.kill("SIGTERM");
  await gateway.ended;
}, 120_000);

afterAll(async () => {
  await gateway[Symbol.asyncDispose]();
  await Promise.all([upstream, broken, collector, workspace].map((part) => part[Symbol.asyncDispose]()));
});

/** Makes everything fail that can, as a client that is known and as one that is not. */
async function talk(): Promise<void> {
  const known = { authorization: `Bearer ${token}` };
  const unknown = { authorization: `Bearer ${canary("wrong-token")}` };
  const ask = async (path: string, headers: Readonly<Record<string, string>>, body?: string): Promise<void> => {
    const answer = await send(new URL(path, gateway.url).href, headers, body);
    answers.push(JSON.stringify(answer));
  };
  const calls = ["leaking.quote", "leaking.refuse", "headers.quote", "bearer.quote", "file.quote", "leaking.die"];
  const secret = canary("argument");
  for (const call of calls) {
    await ask("/mcp", known, execute(`return await ${call}({ secret: ${JSON.stringify(secret)} })`));
  }
  await ask("/mcp", known, execute("return await broken.anything({})"));
  await ask("/mcp", known, toolCall("search", { query: "quote" }));
  await ask("/mcp", known, toolCall("search", { query: "" }));
  await ask("/mcp", known, `{ not json ${canary("body")}`);
  await ask(`/mcp?k=${canary("path")}`, unknown);
  await ask("/metrics", unknown);
  for (const path of ["/metrics", "/readyz"]) {
    await ask(path, known);
  }
}

function leaksOf(text: string): readonly string[] {
  return [...new Set(text.match(LEAK) ?? []), ...(text.includes(token) ? ["the client's token"] : [])];
}

it("keeps every secret from what clients and people are told", () => {
  // What the script itself wrote may come back to whoever wrote it.
  const told = answers.map((answer) => answer.replaceAll(/c4n4ry-argument/gu, ""));
  expect(told.flatMap(leaksOf)).toEqual([]);
  expect(answers.join("\n")).toContain("[API_KEY]");
});

it("keeps every secret from the log and the welcome", () => {
  expect(leaksOf(gateway.written.stdout + gateway.written.stderr)).toEqual([]);
  expect(gateway.written.stderr).toContain('"msg":"source changed"');
});

it("keeps every secret from the audit log", async () => {
  const audit = await readFile(join(workspace.directory, "audit.jsonl"), "utf8");
  expect(leaksOf(audit)).toEqual([]);
  expect(audit).toContain('"target":"headers.quote"');
});

it("keeps every secret from traces", () => {
  const spans = Buffer.concat(collector.bodies).toString("latin1");
  expect(leaksOf(spans)).toEqual([]);
  expect(spans).toContain("tools/call quote");
});

it("passes no client's token on to an upstream", () => {
  const received = JSON.stringify(upstream.received);
  expect(received).not.toContain(token);
  expect(received).toContain("c4n4ry-bearer");
});
