import { Client } from "@modelcontextprotocol/client";
import { StdioClientTransport } from "@modelcontextprotocol/client/stdio";
import { createCatalog } from "@postern/core";
import type { Tool } from "@postern/core";
import { mkdtemp, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { createTypeGenerator } from "../../src/index.ts";
import { compile } from "./compile.ts";

const require = createRequire(import.meta.url);

const MANIFESTS: Readonly<Record<string, string>> = {
  everything: require.resolve("@modelcontextprotocol/server-everything/package.json"),
  filesystem: require.resolve("@modelcontextprotocol/server-filesystem/package.json"),
  memory: require.resolve("@modelcontextprotocol/server-memory/package.json"),
};

/** The program of a server from npm: the only file in its `bin`. */
function programOf(name: string): string {
  const path = MANIFESTS[name] ?? "";
  const manifest = require(path) as { readonly bin: Readonly<Record<string, string>> };
  return join(path, "..", Object.values(manifest.bin)[0] ?? "");
}

async function toolsOf(name: string, directory: string): Promise<readonly Tool[]> {
  const client = new Client({ name: "postern-test", version: "0.0.0" });
  const command = {
    command: process.execPath,
    args: [programOf(name), ...(name === "filesystem" ? [directory] : [])],
    cwd: directory,
    stderr: "ignore" as const,
  };
  await client.connect(new StdioClientTransport(command));
  try {
    const { tools } = await client.listTools();
    return tools as readonly unknown[] as readonly Tool[];
  } finally {
    await client.close();
  }
}

test("the declarations of real servers compile at every detail level", { timeout: 60_000 }, async () => {
  const directory = await mkdtemp(join(tmpdir(), "postern-types-"));
  try {
    const entries = await Promise.all(
      Object.keys(MANIFESTS).map(async (name) => ({
        namespace: name,
        tools: await toolsOf(name, directory),
      })),
    );
    const catalog = await createCatalog(entries);
    const generator = createTypeGenerator();
    const files = new Map<string, string>();
    for (const namespace of catalog.namespaces) {
      expect(namespace.tools.length).toBeGreaterThan(5);
      for (const detail of ["signature", "summary", "full"] as const) {
        files.set(`/${namespace.name}-${detail}.ts`, `export {};\n${generator.declarations(namespace, { detail })}`);
      }
      const signatures = namespace.tools.map(
        (tool) => `declare function f${tool.identifier}${generator.signature(tool).slice(tool.expression.length)};`,
      );
      files.set(`/${namespace.name}-lines.ts`, ["export {};", ...signatures].join("\n"));
    }
    expect(
      [...compile(files)].flatMap(([name, lines]) => [...lines.values()].map((message) => `${name}: ${message}`)),
    ).toEqual([]);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
});
