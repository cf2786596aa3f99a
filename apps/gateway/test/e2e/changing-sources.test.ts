import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, it } from "vitest";
import { openGateway, parseConfig, type Gateway } from "../../src/index.ts";

const FIXTURE = fileURLToPath(new URL("../fixtures/changing-server.ts", import.meta.url));
let gateway: Gateway;
let directory: string;
/** There while the server that died may not come back. */
let died: string;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "postern-changing-"));
  died = join(directory, "died");
  const server = { command: process.execPath, args: ["--no-warnings", FIXTURE], env: { CHANGING_DIED: died } };
  const mcpServers = { changing: server };
  gateway = openGateway(
    parseConfig(JSON.stringify({ mcpServers }), { name: "inline", directory: ".", environment: {} }),
  );
  await gateway.runtime.ready();
});

afterAll(async () => {
  await gateway[Symbol.asyncDispose]();
  await rm(directory, { recursive: true });
});

function toolNames(): readonly string[] {
  return gateway.runtime.catalog.namespaces.flatMap((namespace) => namespace.tools.map(({ identifier }) => identifier));
}

/** Waits for the catalog that has just these tools. */
async function catalogWith(...names: readonly string[]): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const check = (): void => {
    if (toolNames().join() === names.join()) {
      resolve();
    }
  };
  using _subscription = gateway.runtime.onCatalogChanged(check);
  check();
  await promise;
}

it("takes up the tools that a server announces, without a restart", async () => {
  expect(toolNames()).toEqual(["die", "learn"]);
  await gateway.runtime.call("changing.learn", {});
  await catalogWith("die", "juggle", "learn");
  const found = await gateway.runtime.search({ query: "balls in the air" });
  expect(found.results[0]?.name).toBe("juggle");
  const reply = await gateway.runtime.execute({ code: "return await changing.juggle()" });
  expect(reply).toMatchObject({ status: "completed", value: "three balls" });
});

it("says what a server left that died in a call, drops its tools, and starts it again", async () => {
  const reply = await gateway.runtime.execute({ code: "return await changing.die()" });
  expect(reply).toMatchObject({
    status: "failed",
    calls: [{ path: "changing.die", status: "error", code: "UNKNOWN_OUTCOME" }],
  });
  await catalogWith();
  const [source] = gateway.runtime.sources();
  expect(source).toMatchObject({
    state: "failed",
    toolCount: 0,
    lastError: expect.stringContaining("last words") as string,
  });
  await rm(died);
  await catalogWith("die", "learn");
  expect(gateway.runtime.sources()[0]).toMatchObject({ state: "ready", toolCount: 2 });
});
