import { expect, it } from "vitest";
import { parseConfig } from "../../src/index.ts";
import { loginServer } from "../../src/login/login-server.ts";

const config = parseConfig(
  JSON.stringify({
    mcpServers: {
      open: { url: "https://example.com/mcp" },
      api: { url: "https://example.com/mcp", headers: { authorization: "Bearer x" } },
      robot: { url: "https://example.com/mcp", auth: { type: "bearer", token: "x" } },
      files: { command: "npx" },
    },
  }),
  { name: "postern.json", directory: "/project", environment: {} },
);

it("finds a server that a person can log in to", () => {
  expect(loginServer(config, "open")).toMatchObject({ url: "https://example.com/mcp", auth: { type: "oauth" } });
});

it.each([
  ["api", "a header Authorization"],
  ["robot", 'auth of type "bearer"'],
  ["files", "takes its credentials from env"],
  ["flies", "Nearest: files"],
])("refuses %s and says why", (name, why) => {
  expect(() => loginServer(config, name)).toThrow(why);
});
