import { fileURLToPath } from "node:url";
import type { StdioTransportOptions } from "../../src/index.ts";

/** How a source starts the misbehaving server: `--exit=3`, `--pages=4` and so on. */
export function faultServer(...flags: readonly string[]): StdioTransportOptions {
  return { type: "stdio", command: process.execPath, args: [fixture("fault-server.ts"), ...flags] };
}

/** The path of a program among the fixtures. */
export function fixture(file: string): string {
  return fileURLToPath(new URL(`../fixtures/${file}`, import.meta.url));
}
