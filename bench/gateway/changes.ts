// What an upstream costs whose tools change all the time, beside real servers: CPU time of the gateway with it and without.
import { setTimeout as delay } from "node:timers/promises";
import { parseArgs } from "node:util";
import { fileURLToPath } from "node:url";
import { openGateway, parseConfig } from "../../apps/gateway/src/index.ts";
import { realServers } from "./server-list.ts";

const FAULT_SERVER = fileURLToPath(new URL("../../packages/source-mcp/test/fixtures/fault-server.ts", import.meta.url));
const NEIGHBOURS = ["digitalocean", "linear", "everything", "memory"];
/** The share of one core that a source which changes every 100 ms may cost. */
const BAR_PERCENT = 10;

/** Answers whether the changes cost no more than the bar. */
export async function measureChanges(args: readonly string[]): Promise<boolean> {
  const { values } = parseArgs({ args: [...args], options: { seconds: { type: "string", default: "10" } } });
  const seconds = Number(values.seconds);
  const calm = await measure(seconds, []);
  const changing = await measure(seconds, ["--change-every=100"]);
  for (const [name, { percent, catalogs }] of Object.entries({ calm, changing })) {
    console.log(
      `${name.padEnd(9)} ${percent.toFixed(1).padStart(5)} % of a core, ${catalogs} catalogs in ${seconds} s`,
    );
  }
  return changing.percent - calm.percent <= BAR_PERCENT;
}

async function measure(
  seconds: number,
  flags: readonly string[],
): Promise<{ readonly percent: number; readonly catalogs: number }> {
  const servers = realServers();
  const mcpServers = {
    ...Object.fromEntries(NEIGHBOURS.map((name) => [name, servers[name]])),
    changing: { command: process.execPath, args: ["--no-warnings", FAULT_SERVER, ...flags] },
  };
  const text = JSON.stringify({ mcpServers, observe: false });
  const config = parseConfig(text, { name: "bench", directory: import.meta.dirname, environment: process.env });
  await using gateway = openGateway(config);
  const { runtime } = gateway;
  await runtime.ready({ withinMs: 60_000 });
  await runtime.search({ query: "droplet" });
  let catalogs = 0;
  using _subscription = runtime.onCatalogChanged(() => {
    catalogs += 1;
  });
  await delay(1000);
  catalogs = 0;
  const before = process.cpuUsage();
  await delay(seconds * 1000);
  const { user, system } = process.cpuUsage(before);
  return { percent: (user + system) / (seconds * 10_000), catalogs };
}
