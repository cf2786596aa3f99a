import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { StdioServerEntry } from "../../src/config/config-schema.ts";
import { COMPILE_CACHE } from "./compile-cache.ts";

const FAULT_SERVER = fileURLToPath(
  new URL("../../../../packages/source-mcp/test/fixtures/fault-server.ts", import.meta.url),
);

/** An upstream that misbehaves as its flags and tools say, and writes down each call that it gets. */
export function faultServer(flags: readonly string[] = [], limits: StdioServerEntry["limits"] = {}): StdioServerEntry {
  const args = ["--no-warnings", FAULT_SERVER, "--log=calls.log", ...flags];
  return { command: process.execPath, args, env: COMPILE_CACHE, limits };
}

/** The calls that the upstreams of a directory got, by their tools' names, in order. */
export function callsIn(directory: string): readonly string[] {
  try {
    return readFileSync(join(directory, "calls.log"), "utf8").trim().split("\n");
  } catch {
    return [];
  }
}
