import { Validator, type Schema } from "@cfworker/json-schema";
import { expect, it } from "vitest";
import { parseConfig } from "../../src/index.ts";
import { generate } from "../../scripts/generate.ts";

const CASES: readonly { readonly config: unknown; readonly isValid: boolean }[] = [
  { config: { mcpServers: { a: { command: "x" } }, sandbox: "quickjs", budget: { maxCalls: 3 } }, isValid: true },
  {
    config: { servers: { a: { type: "http", url: "https://example.com" } }, sandbox: { driver: "isolated-vm" } },
    isValid: true,
  },
  { config: { mcpServers: { a: {} } }, isValid: false },
  { config: { sandbox: "vm2" }, isValid: false },
  { config: { budget: { maxCalls: "three" } }, isValid: false },
];

it.each(CASES)("judges a configuration in editors as the gateway does: %j", async ({ config, isValid }) => {
  const files = await generate();
  const schema = JSON.parse(files["postern.schema.json"] ?? "") as Schema;
  expect(new Validator(schema, "7").validate(config).valid).toBe(isValid);
  expect(isAccepted(config)).toBe(isValid);
});

function isAccepted(config: unknown): boolean {
  try {
    parseConfig(JSON.stringify(config), { name: "postern.json", directory: "/", environment: {} });
    return true;
  } catch {
    return false;
  }
}
