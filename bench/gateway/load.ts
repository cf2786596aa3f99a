// Many clients at once over loopback, half of each generation of the protocol, searching and executing in turn.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { cpus, tmpdir, totalmem } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { Client, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";
import { residentMemory } from "./process-tree.ts";
import { readShares } from "./profile.ts";
import { startGateway } from "./gateway-process.ts";
import { entryOf } from "./server-list.ts";

/** What the clients saw. */
interface Samples {
  readonly search: number[];
  readonly execute: number[];
  readonly errors: string[];
}

/** How much of the time the gateway's own handling of the protocol may take. */
const BAR_PERCENT = 3;
const PROTOCOL_PARTS: ReadonlySet<string> = new Set([
  "postern mcp-server",
  "postern gateway serve",
  "postern gateway door",
  "postern gateway view",
]);
const QUERIES = [
  "echo a message",
  "read a text file",
  "add numbers",
  "store knowledge about a person",
  "list directories",
];

/** Answers whether there was no error and the gateway's own part kept within its bar. */
export async function measureLoad(args: readonly string[]): Promise<boolean> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      seconds: { type: "string", default: "60" },
      clients: { type: "string", default: "64" },
      json: { type: "string", default: join(import.meta.dirname, "results.json") },
    },
  });
  const directory = mkdtempSync(join(tmpdir(), "postern-load-"));
  try {
    const result = await load(directory, Number(values.clients), Number(values.seconds));
    print(result);
    writeFileSync(values.json, `${JSON.stringify(result, undefined, 1)}\n`);
    console.error(`Written to ${values.json}`);
    return result.errors === 0 && result.ownPercent <= BAR_PERCENT;
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

type LoadResult = Awaited<ReturnType<typeof load>>;

async function load(directory: string, clientCount: number, seconds: number) {
  const configFile = join(directory, "postern.json");
  writeFileSync(configFile, JSON.stringify(configuration(directory)));
  const gateway = await startGateway({ directory, configFile, isProfiled: true });
  const clients = await Promise.all(Array.from({ length: clientCount }, (_, index) => connect(gateway.url, index)));
  await Promise.all(clients.map((client) => useOnce(client, 0, { search: [], execute: [], errors: [] })));
  const before = residentMemory(gateway.pid);
  const samples: Samples = { search: [], execute: [], errors: [] };
  const endsAtMs = performance.now() + seconds * 1000;
  await Promise.all(
    clients.map(async (client, index) => {
      for (let round = index; performance.now() < endsAtMs; round += 1) {
        await useOnce(client, round, samples);
      }
    }),
  );
  const after = residentMemory(gateway.pid);
  await Promise.all(clients.map((client) => client.close()));
  await gateway.end("SIGTERM");
  const shares = readShares(directory);
  const ownPercent = shares
    .filter(({ part }) => PROTOCOL_PARTS.has(part))
    .reduce((sum, { percent }) => sum + percent, 0);
  return {
    machine: { cpu: cpus()[0]?.model, cores: cpus().length, memoryGiB: Math.round(totalmem() / 2 ** 30) },
    clients: clientCount,
    seconds,
    requests: samples.search.length + samples.execute.length,
    errors: samples.errors.length,
    firstError: samples.errors[0],
    searchMs: percentiles(samples.search),
    executeMs: percentiles(samples.execute),
    memoryMiB: { before, after },
    ownPercent,
    shares: shares.filter(({ percent }) => percent >= 0.1),
  };
}

function configuration(directory: string): object {
  const server = (name: string, args: readonly string[] = []): object => ({
    command: process.execPath,
    args: [entryOf(`@modelcontextprotocol/server-${name}`), ...args],
  });
  return {
    mcpServers: {
      everything: server("everything"),
      filesystem: server("filesystem", [directory]),
      memory: server("memory"),
    },
    clients: { local: { requestsPerMinute: 1_000_000_000 } },
  };
}

async function connect(url: string, index: number): Promise<Client> {
  const mode = index % 2 === 0 ? "auto" : "legacy";
  const client = new Client({ name: "load", version: "1.0.0" }, { versionNegotiation: { mode } });
  await client.connect(new StreamableHTTPClientTransport(new URL(url)));
  return client;
}

/** One request, whose answer is looked at. */
async function useOnce(client: Client, round: number, samples: Samples): Promise<void> {
  const isSearch = round % 2 === 0;
  const query = QUERIES[round % QUERIES.length] ?? "";
  const code = `const answers = await Promise.all([everything.echo({ message: "m${round}" }), everything.get_sum({ a: ${round}, b: 1 })]);\nreturn JSON.stringify(answers);`;
  const startedAtMs = performance.now();
  try {
    const answer = await client.callTool(
      isSearch ? { name: "search", arguments: { query } } : { name: "execute", arguments: { code } },
    );
    samples[isSearch ? "search" : "execute"].push(performance.now() - startedAtMs);
    const text = JSON.stringify(answer);
    if (
      answer.isError === true ||
      !(isSearch ? text.includes("(input") : text.includes(`m${round}`) && text.includes(`${round + 1}`))
    ) {
      samples.errors.push(text.slice(0, 500));
    }
  } catch (error) {
    samples.errors.push(String(error).slice(0, 500));
  }
}

function percentiles(values: readonly number[]): Readonly<Record<string, number>> {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (share: number): number =>
    Math.round((sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0) * 10) / 10;
  return { count: values.length, p50: at(0.5), p90: at(0.9), p99: at(0.99), max: at(1) };
}

function print(result: LoadResult): void {
  const { clients, seconds, requests, errors, firstError, memoryMiB, shares, ownPercent } = result;
  console.log(
    `${clients} clients, ${seconds} s: ${requests} requests (${Math.round(requests / seconds)} a second), ${errors} errors`,
  );
  if (firstError !== undefined) {
    console.log(`First error: ${firstError}`);
  }
  for (const [name, times] of [
    ["search", result.searchMs],
    ["execute", result.executeMs],
  ] as const) {
    console.log(
      `${name.padEnd(8)} ${times.count} times; ms: p50 ${times.p50}, p90 ${times.p90}, p99 ${times.p99}, max ${times.max}`,
    );
  }
  const { before, after } = memoryMiB;
  console.log(
    `Resident: gateway ${before.own} -> ${after.own} MiB; with its children ${before.tree} -> ${after.tree} MiB`,
  );
  console.log("Time of the gateway's process, idle time apart, Node's own work counted as its caller's:");
  for (const { part, percent } of shares.slice(0, 20)) {
    console.log(`  ${percent.toFixed(1).padStart(5)} %  ${part}`);
  }
  console.log(
    `The gateway's own protocol handling (${[...PROTOCOL_PARTS].join(", ")}): ${ownPercent.toFixed(2)} %, bar ${BAR_PERCENT} %`,
  );
}
