import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { CallContext, ScriptObject, Source } from "@postern/core";
import { afterAll } from "vitest";
import { createOpenApiSource, type OpenApiSourceOptions } from "../../src/index.ts";

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders.splice(0)) {
    rmSync(folder, { recursive: true, force: true });
  }
});

/** A folder of its own, removed when the file's tests are done. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "postern-openapi-"));
  folders.push(folder);
  return folder;
}

/** Writes a document to a file and answers its path. */
export function written(document: object | string, name = "openapi.json"): string {
  const path = join(temporaryFolder(), name);
  writeFileSync(path, typeof document === "string" ? document : JSON.stringify(document));
  return path;
}

/** An OpenAPI 3.1 document of one operation, `op`. */
export function operation(path: string, operation: object, more: object = {}): object {
  const { method = "get", ...rest } = operation as { method?: string };
  const paths = { [path]: { [method]: { operationId: "op", responses: {}, ...rest } } };
  return { openapi: "3.1.0", info: { title: "t", version: "1" }, paths, ...more };
}

/** A source over a document, at a base URL. */
export function sourceOf(document: object, options: Partial<OpenApiSourceOptions> = {}): Source {
  return createOpenApiSource({
    namespace: "api",
    document: written(document),
    baseUrl: "http://127.0.0.1:1",
    allowPrivateAddresses: true,
    ...options,
  });
}

/** The context of a call. */
export function context(more: Partial<CallContext> = {}): CallContext {
  return { signal: new AbortController().signal, executionId: "test", ...more };
}

/** Calls `op` and answers the value. */
export async function call(source: Source, input: ScriptObject = {}, name = "op"): Promise<unknown> {
  const { structuredContent, isError, content } = await source.callTool(name, input, context());
  if (isError === true) {
    throw new Error(content.map((block) => (block.type === "text" ? block.text : "")).join(""));
  }
  return structuredContent;
}
