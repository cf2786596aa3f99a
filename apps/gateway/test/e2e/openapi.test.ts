import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { openGateway, parseConfig } from "../../src/index.ts";
import { createWorkspace, runCli, type Workspace } from "../support/gateway-process.ts";

/** An API of one user, with a next page and a proper 404. */
const api = createServer((request, response) => {
  if (request.url === "/users/7") {
    response.writeHead(200, { "content-type": "application/json", link: '</users?page=2>; rel="next"' });
    response.end(JSON.stringify({ id: 7, name: "Ada" }));
  } else {
    response.writeHead(404, { "content-type": "application/problem+json" });
    response.end(JSON.stringify({ title: "No such user" }));
  }
});

const DOCUMENT = `openapi: 3.0.3
info: { title: Users, version: "1" }
paths:
  /users/{id}:
    parameters: [{ name: id, in: path, required: true, schema: { type: integer } }]
    get:
      operationId: get-user
      summary: Reads one user of the company
      responses:
        "200":
          description: The user
          content:
            application/json:
              schema: { type: object, required: [id], properties: { id: { type: integer }, name: { type: string } } }
`;

const require = createRequire(import.meta.url);
let workspace: Workspace;
beforeAll(async () => {
  api.listen(0, "127.0.0.1");
  await once(api, "listening");
  workspace = await createWorkspace({ openapi: openapi() });
  await writeFile(join(workspace.directory, "users.yaml"), DOCUMENT);
  vi.stubEnv("POSTERN_HOME", join(workspace.directory, "home"));
});
afterAll(async () => {
  vi.unstubAllEnvs();
  api.close();
  await workspace[Symbol.asyncDispose]();
});

/** Joins the API and an MCP server. */
const JOINED = `const { status, headers, body } = await company.get_user({ id: 7 }, { response: true });
const { name } = await company.get_user({ id: 7 });
await memory.create_entities({ entities: [{ name, entityType: "user", observations: [headers.link] }] });
const { entities } = await memory.read_graph();
const missing = await company.get_user({ id: 8 }).catch((error) => error.message);
return { status, id: body.id, entities, missing };`;

it.each(["quickjs", "isolated-vm", "deno"])("joins an API and an MCP server in one script, in %s", async (sandbox) => {
  const file = JSON.stringify({
    sandbox,
    check: "error",
    openapi: openapi(),
    mcpServers: { memory: memoryServer(sandbox) },
  });
  const config = parseConfig(file, { name: "test", directory: workspace.directory, environment: {} });
  await using gateway = openGateway(config);
  await gateway.runtime.ready();
  const reply = await gateway.runtime.execute({ code: JOINED });
  expect(reply).toMatchObject({
    status: "completed",
    value: {
      status: 200,
      id: 7,
      entities: [{ name: "Ada", entityType: "user", observations: ['</users?page=2>; rel="next"'] }],
      missing: expect.stringContaining("GET /users/{id} answered 404") as unknown,
    },
  });
  const wrong = await gateway.runtime.execute({ code: "return (await company.get_user({ id: 7 })).nam;" });
  expect(wrong).toMatchObject({ status: "failed", error: { code: "TYPE_CHECK" } });
  expect(wrong.status === "failed" && wrong.error.message).toContain("Did you mean `name`?");
});

it("shows an API beside MCP servers on the command line", async () => {
  const cwd = workspace.directory;
  const [sources, search] = await Promise.all([
    runCli(["sources"], { cwd }),
    runCli(["search", "read", "a", "user", "of", "the", "company"], { cwd }),
  ]);
  expect(sources.stdout).toMatch(/company +ready +openapi +1/u);
  expect(search.stdout.split("\n")[0]).toBe(
    "company.get_user(input: { id: number }, options?: { response: true }): Promise<{ id: number; name?: string }>",
  );
});

function openapi(): Record<string, { document: string; baseUrl: string; allowPrivateAddresses: boolean }> {
  const baseUrl = `http://127.0.0.1:${(api.address() as AddressInfo).port}`;
  return { company: { document: "users.yaml", baseUrl, allowPrivateAddresses: true } };
}

function memoryServer(name: string): object {
  return {
    command: process.execPath,
    args: [require.resolve("@modelcontextprotocol/server-memory/dist/index.js")],
    env: { MEMORY_FILE_PATH: join(workspace.directory, `${name}.jsonl`) },
  };
}
