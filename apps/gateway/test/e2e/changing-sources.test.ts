import { fileURLToPath } from "node:url";
import type { SourceReport } from "@postern/runtime";
import { afterAll, beforeAll, expect, it } from "vitest";
import { openGateway, parseConfig, type Gateway } from "../../src/index.ts";

const FIXTURE = fileURLToPath(new URL("../fixtures/changing-server.ts", import.meta.url));
let gateway: Gateway;

beforeAll(async () => {
  const mcpServers = { changing: { command: process.execPath, args: ["--no-warnings", FIXTURE] } };
  gateway = openGateway(
    parseConfig(JSON.stringify({ mcpServers }), { name: "inline", directory: ".", environment: {} }),
  );
  await gateway.runtime.ready();
});

afterAll(() => gateway[Symbol.asyncDispose]());

function toolNames(): readonly string[] {
  return gateway.runtime.catalog.namespaces.flatMap((namespace) => namespace.tools.map(({ identifier }) => identifier));
}

/** Waits for the catalog that has just these tools; answers where the sources stood when it came. */
async function catalogWith(...names: readonly string[]): Promise<readonly SourceReport[]> {
  const { promise, resolve } = Promise.withResolvers<readonly SourceReport[]>();
  const check = (): void => {
    if (toolNames().join() === names.join()) {
      resolve(gateway.runtime.sources());
    }
  };
  using _subscription = gateway.runtime.onCatalogChanged(check);
  check();
  return await promise;
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
  // It may be back before the answer is there.
  const gone = catalogWith();
  const reply = await gateway.runtime.execute({ code: "return await changing.die()" });
  expect(reply).toMatchObject({
    status: "failed",
    calls: [{ path: "changing.die", status: "error", code: "UNKNOWN_OUTCOME" }],
  });
  const [source] = await gone;
  expect(source).toMatchObject({
    state: "failed",
    toolCount: 0,
    lastError: expect.stringContaining("last words") as string,
  });
  await catalogWith("die", "learn");
  expect(gateway.runtime.sources()[0]).toMatchObject({ state: "ready", toolCount: 2 });
});
