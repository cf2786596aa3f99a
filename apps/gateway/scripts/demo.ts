// One real task, done twice in the same run: with the servers' own tools, as a client without Postern does it, and
// through Postern. Everything printed was measured in this run; tokens are counted with o200k, GPT-4o's encoding.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Client } from "@modelcontextprotocol/client";
import { StdioClientTransport } from "@modelcontextprotocol/client/stdio";
import { countTokens } from "gpt-tokenizer/encoding/o200k_base";
import { sampleConfig } from "../src/config/sample-config.ts";

const TASK = "Which service logged the most errors this week? Note the totals in the knowledge graph.";
const SERVICES = ["auth", "billing", "search", "mail", "gateway", "storage"];
const CLI = fileURLToPath(new URL("../src/cli.ts", import.meta.url));

/** What one way of doing the task cost the model. */
interface Cost {
  readonly definitionTokens: number;
  readonly roundTrips: number;
  readonly bytesSent: number;
  readonly bytesReturned: number;
}

const directory = mkdtempSync(join(tmpdir(), "postern-demo-"));
try {
  const logs = writeLogs(join(directory, ".postern", "sample", "files", "logs"));
  const classic = await runClassic(logs);
  const postern = await runPostern(logs);
  print(classic, postern);
} finally {
  rmSync(directory, { recursive: true, force: true });
}

/** A week of logs: a file for each service and day, with as many errors as its numbers make it. */
function writeLogs(folder: string): string {
  mkdirSync(folder, { recursive: true });
  for (const [index, service] of SERVICES.entries()) {
    for (let day = 1; day <= 7; day += 1) {
      const lines = Array.from({ length: 60 }, (_, line) => {
        const level = (line * (index + 3) + day) % 11 === 0 ? "ERROR" : "INFO";
        return `2026-11-0${day}T10:${String(line).padStart(2, "0")}:00Z ${level} ${service} request ${day * 1000 + line} handled`;
      });
      writeFileSync(join(folder, `${service}-2026-11-0${day}.log`), lines.join("\n"));
    }
  }
  return folder;
}

/** The task with the servers' own tools: every definition in context, a round trip for each call. */
async function runClassic(logs: string): Promise<Cost> {
  const clients = new Map<string, Client>();
  const definitions: unknown[] = [];
  for (const [name, server] of Object.entries(sampleConfig(join(directory, ".postern", "sample")).servers)) {
    if (server.type === "stdio") {
      const client = await connect(server.args, { ...server.env });
      definitions.push(...(await client.listTools()).tools);
      clients.set(name, client);
    }
  }
  const meter = { roundTrips: 0, bytesSent: 0, bytesReturned: 0 };
  const call = async (server: string, name: string, input: Record<string, unknown>): Promise<string> => {
    const answer = await clients.get(server)?.callTool({ name, arguments: input });
    meter.roundTrips += 1;
    meter.bytesSent += byteLength({ name, arguments: input });
    meter.bytesReturned += byteLength(answer?.content);
    const [block] = answer?.content ?? [];
    return block?.type === "text" ? block.text : "";
  };
  const listing = await call("filesystem", "list_directory", { path: logs });
  const totals = new Map<string, number>();
  for (const [, file = ""] of listing.matchAll(/\[FILE\] (.+\.log)/gu)) {
    const text = await call("filesystem", "read_text_file", { path: join(logs, file) });
    const service = file.slice(0, file.indexOf("-"));
    totals.set(service, (totals.get(service) ?? 0) + text.split(" ERROR ").length - 1);
  }
  const entities = [...totals].map(([name, errors]) => ({
    name,
    entityType: "service",
    observations: [`${errors} errors`],
  }));
  await call("memory", "create_entities", { entities });
  await Promise.all([...clients.values()].map((client) => client.close()));
  return { definitionTokens: countTokens(JSON.stringify(definitions)), ...meter };
}

/** The same task through Postern: two definitions in context, a search and a script. */
async function runPostern(logs: string): Promise<Cost> {
  const client = await connect(["--no-warnings", CLI, "serve", "--stdio", "--sample"], {});
  const definitions = (await client.listTools()).tools;
  const meter = { roundTrips: 0, bytesSent: 0, bytesReturned: 0 };
  const call = async (name: string, input: Record<string, unknown>): Promise<unknown> => {
    const answer = await client.callTool({ name, arguments: input });
    meter.roundTrips += 1;
    meter.bytesSent += byteLength({ name, arguments: input });
    meter.bytesReturned += byteLength(answer.structuredContent ?? answer.content);
    if (answer.isError === true) {
      throw new Error(JSON.stringify(answer.content));
    }
    return answer.structuredContent;
  };
  await call("search", { query: "list a directory, read text files, create entities in the knowledge graph" });
  const code = `const folder = ${JSON.stringify(logs)};
const listing = await filesystem.list_directory({ path: folder });
const files = [...JSON.stringify(listing).matchAll(/\\[FILE\\] ([\\w.-]+\\.log)/g)].map((match) => match[1]!);
const totals: Record<string, number> = {};
await Promise.all(files.map(async (file) => {
  const text = JSON.stringify(await filesystem.read_text_file({ path: folder + "/" + file }));
  const service = file.slice(0, file.indexOf("-"));
  totals[service] = (totals[service] ?? 0) + text.split(" ERROR ").length - 1;
}));
await memory.create_entities({
  entities: Object.entries(totals).map(([name, errors]) => ({ name: name + "-week", entityType: "service", observations: [errors + " errors"] })),
});
return Object.entries(totals).sort((a, b) => b[1] - a[1]);`;
  const outcome = await call("execute", { code });
  console.log(`Task: ${TASK}`);
  console.log(`Answer: ${JSON.stringify((outcome as { value: unknown }).value)}\n`);
  await client.close();
  return { definitionTokens: countTokens(JSON.stringify(definitions)), ...meter };
}

async function connect(args: readonly string[], env: Record<string, string>): Promise<Client> {
  const client = new Client({ name: "postern-demo", version: "1.0.0" });
  const transport = new StdioClientTransport({
    command: process.execPath,
    args: [...args],
    env,
    cwd: directory,
    stderr: "ignore",
  });
  await client.connect(transport);
  return client;
}

function byteLength(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(value) ?? "");
}

function print(classic: Cost, postern: Cost): void {
  const rows: readonly (readonly [string, number, number])[] = [
    ["tokens of tool definitions", classic.definitionTokens, postern.definitionTokens],
    ["round trips of the model", classic.roundTrips, postern.roundTrips],
    ["bytes the model writes", classic.bytesSent, postern.bytesSent],
    ["bytes that return to the model", classic.bytesReturned, postern.bytesReturned],
  ];
  console.log(`${"".padEnd(32)}${"classic".padStart(10)}${"Postern".padStart(10)}`);
  for (const [label, before, after] of rows) {
    console.log(`${label.padEnd(32)}${String(before).padStart(10)}${String(after).padStart(10)}`);
  }
  const kept = classic.bytesReturned - postern.bytesReturned;
  console.log(
    `\n${kept} bytes stayed in the sandbox, and ${classic.roundTrips - postern.roundTrips} round trips were saved.`,
  );
}
