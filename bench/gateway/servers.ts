// Twenty real servers and one that hangs, connected at once by one gateway: how long each takes, and what can be done then.
import { openGateway, parseConfig, type Gateway } from "../../apps/gateway/src/index.ts";
import { cpuSeconds } from "./process-tree.ts";
import { realServers } from "./server-list.ts";

/** When all twenty have to be ready. */
const BAR_MS = 10_000;
const LIMIT_MS = 60_000;
const HUNG = "hung";

/** A script that joins what three of the servers answer. */
const SCRIPT = `
const [message, files, thought] = await Promise.all([
  everything.echo({ message: "joined" }),
  filesystem.list_directory({ path: ${JSON.stringify(import.meta.dirname)} }),
  sequential_thinking.sequentialthinking({ thought: "one", nextThoughtNeeded: false, thoughtNumber: 1, totalThoughts: 1 }),
]);
return [JSON.stringify(message).includes("joined"), JSON.stringify(files).includes("server-list.ts"), JSON.stringify(thought).includes("thoughtNumber")];
`;

/** What there is to say of a server. */
interface Row {
  readonly name: string;
  readonly readyMs: number;
  readonly state: string;
  readonly tools: number;
  readonly lastError: string;
}

/** Answers whether every server was ready in time and everything worked. */
export async function connectServers(): Promise<boolean> {
  const mcpServers = { ...realServers(), [HUNG]: { command: "sleep", args: ["1000"] } };
  const config = parseConfig(JSON.stringify({ mcpServers, observe: false }), {
    name: "bench",
    directory: import.meta.dirname,
    environment: process.env,
  });
  const startedAtMs = performance.now();
  const startCpu = cpuSeconds(process.pid).own;
  await using gateway = openGateway(config);
  const rows = await Promise.all(Object.keys(realServers()).map((name) => untilReady(gateway, name, startedAtMs)));
  const slowest = Math.max(...rows.map(({ readyMs }) => readyMs));
  const cpu = cpuSeconds(process.pid);
  printRows(rows);
  const seconds = `${(cpu.own - startCpu).toFixed(1)} s of the gateway, ${cpu.below.toFixed(1)} s of the servers`;
  console.log(`CPU time until then, which other work on the machine does not lengthen: ${seconds}`);
  const checks = [
    [`${rows.length} servers ready within ${BAR_MS} ms: ${Math.round(slowest)} ms`, slowest <= BAR_MS],
    ["every one has tools", rows.every(({ state, tools }) => state === "ready" && tools > 0)],
    ["the one that hangs is still connecting", stateOf(gateway, HUNG)?.state === "connecting"],
    ...(await checkUse(gateway, rows)),
  ] as const;
  for (const [text, isRight] of checks) {
    console.log(`${isRight ? "ok  " : "FAIL"} ${text}`);
  }
  return checks.every(([, isRight]) => isRight);
}

async function untilReady({ runtime }: Gateway, name: string, startedAtMs: number): Promise<Row> {
  await runtime.ready({ namespaces: [name], withinMs: LIMIT_MS });
  const readyMs = performance.now() - startedAtMs;
  const report = runtime.sources().find(({ namespace }) => namespace === name);
  return {
    name,
    readyMs,
    state: report?.state ?? "unknown",
    tools: report?.toolCount ?? 0,
    lastError: report?.lastError ?? "",
  };
}

function stateOf({ runtime }: Gateway, name: string): { readonly state: string } | undefined {
  return runtime.sources().find(({ namespace }) => namespace === name);
}

async function checkUse({ runtime }: Gateway, rows: readonly Row[]): Promise<readonly (readonly [string, boolean])[]> {
  const missed: string[] = [];
  for (const { name } of rows) {
    const [tool] = runtime.catalog.namespaces.find((namespace) => namespace.name === name)?.tools ?? [];
    const { results } = await runtime.search({ query: tool?.identifier.replaceAll("_", " ") ?? name, namespace: name });
    if (results.length === 0) {
      missed.push(name);
    }
  }
  const reply = await runtime.execute({ code: SCRIPT });
  const joined = reply.status === "completed" ? JSON.stringify(reply.value) : JSON.stringify(reply);
  return [
    [
      `search finds tools of every server${missed.length === 0 ? "" : `, but not of ${missed.join(", ")}`}`,
      missed.length === 0,
    ],
    [`a script joins three of them: ${joined.slice(0, 300)}`, joined === "[true,true,true]"],
  ];
}

function printRows(rows: readonly Row[]): void {
  for (const { name, readyMs, state, tools, lastError } of rows.toSorted((a, b) => a.readyMs - b.readyMs)) {
    const error = lastError === "" ? "" : `  ${lastError.split("\n").slice(0, 2).join(" | ").slice(0, 200)}`;
    console.log(
      `${name.padEnd(20)} ${String(Math.round(readyMs)).padStart(6)} ms  ${state.padEnd(10)} ${String(tools).padStart(4)} tools${error}`,
    );
  }
  console.log(
    `${"all".padEnd(20)} ${" ".repeat(21)} ${String(rows.reduce((sum, { tools }) => sum + tools, 0)).padStart(4)} tools`,
  );
}
