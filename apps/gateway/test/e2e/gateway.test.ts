import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { SANDBOX_NAMES } from "../../src/config/config-schema.ts";
import {
  CLI,
  createWorkspace,
  startHttpGateway,
  type HttpGateway,
  type Workspace,
} from "../support/gateway-process.ts";
import { CLIENTS, type Endpoint, type TestClient } from "../support/test-clients.ts";
import { SCENARIOS } from "./scenarios.ts";

const START_TIMEOUT_MS = 60_000;

describe.each(SANDBOX_NAMES)("the gateway with %s", (sandbox) => {
  let workspace: Workspace;
  let gateway: HttpGateway;

  beforeAll(async () => {
    workspace = await createWorkspace({ sandbox });
    gateway = await startHttpGateway(["--config", workspace.configFile], workspace.directory);
  }, START_TIMEOUT_MS);

  afterAll(async () => {
    await gateway[Symbol.asyncDispose]();
    await workspace[Symbol.asyncDispose]();
  });

  const endpoints: Readonly<Record<string, () => Endpoint>> = {
    HTTP: () => ({ type: "http", url: gateway.url }),
    stdio: () => ({
      type: "stdio",
      args: [...CLI, "serve", "--stdio", "--config", workspace.configFile],
      cwd: workspace.directory,
    }),
  };

  describe.each(Object.keys(endpoints))("over %s", (transport) => {
    describe.each(Object.entries(CLIENTS))("and %s", (_name, connect) => {
      let client: TestClient;

      beforeAll(async () => {
        client = await connect(endpoints[transport]?.() ?? { type: "http", url: gateway.url });
        // A script waits for the sources that it names; a search says after three seconds which are missing.
        await client.callTool("execute", { code: "return [everything, filesystem, memory].length" });
      }, START_TIMEOUT_MS);

      afterAll(() => client[Symbol.asyncDispose]());

      it.each(Object.entries(SCENARIOS))("%s", async (_title, scenario) => {
        await expect(scenario({ client, files: workspace.files })).resolves.toBeUndefined();
      });
    });
  });
});
