import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createToken, hashToken } from "../../src/door/client-tokens.ts";
import {
  CLI,
  createBareWorkspace,
  type HttpGateway,
  startHttpGateway,
  type Workspace,
} from "../support/gateway-process.ts";
import { peerServer } from "../support/peer-servers.ts";
import { CLIENTS_BY_GENERATION, type Endpoint } from "../support/test-clients.ts";

const token = createToken();
let workspace: Workspace;
let gateway: HttpGateway;

beforeAll(async () => {
  workspace = await createBareWorkspace({
    mcpServers: { peer: peerServer("legacy-stdio") },
    clients: { laptop: { tokenHash: hashToken(token), pinned: ["peer.echo", "peer.grown*"] } },
  });
  gateway = await startHttpGateway(["--config", workspace.configFile], workspace.directory);
});

afterAll(async () => {
  await gateway[Symbol.asyncDispose]();
  await workspace[Symbol.asyncDispose]();
});

const DOORS: Readonly<Record<string, () => Endpoint>> = {
  HTTP: () => ({ type: "http", url: gateway.url, token }),
  stdio: () => ({
    type: "stdio",
    args: [...CLI, "serve", "--stdio", "--config", workspace.configFile, "--client", "laptop"],
    cwd: workspace.directory,
  }),
};

describe.each(Object.keys(DOORS))("over %s", (door) => {
  it.each(Object.entries(CLIENTS_BY_GENERATION))(
    "%s hears that a pinned tool is new, when an upstream has said so",
    async (_name, connect) => {
      const heard = Promise.withResolvers<readonly string[]>();
      const endpoint = DOORS[door]?.() ?? { type: "http", url: "" };
      const before: string[] = [];
      await using client = await connect(endpoint, (names) => {
        if (before.length > 0 && names.length > before.length) {
          heard.resolve(names);
        }
      });
      before.push(...(await client.listTools()).map(({ name }) => name));
      expect(before).toContain("peer_echo");
      await client.callTool("execute", { code: "await peer.grow({})" });
      const added = (await heard.promise).filter((name) => !before.includes(name));
      expect(added).toEqual([expect.stringMatching(/^peer_grown[-_]\d+/u)]);
    },
  );
});
