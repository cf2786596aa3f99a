import { existsSync, readFileSync } from "node:fs";
import { mkdir, rename, stat, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { isJsonObject, type JsonObject } from "@postern/core";
import { applyEdits, modify } from "jsonc-parser";
import { configError } from "../config/config-error.ts";
import { parseJson } from "../config/parse-json.ts";

/** Configuration files may hold tokens. */
const OWNER_ONLY = 0o600;

/** A JSON file, perhaps with comments, that is changed in place: comments and order stay. */
export interface JsonFile {
  readonly path: string;
  /** The text now; of a file that does not exist, an empty object. */
  readonly text: string;
  readonly exists: boolean;
}

/** Reads a file that is to be changed. @throws {PosternError} INVALID_CONFIG - it is not a JSON object */
export function readJsonFile(path: string): JsonFile {
  const exists = existsSync(path);
  const text = exists ? readFileSync(path, "utf8") : "{}\n";
  const file = { path, exists, text: text.trim() === "" ? "{}\n" : text };
  jsonContent(file);
  return file;
}

/** What the file says. */
export function jsonContent(file: JsonFile): JsonObject {
  const content: unknown = parseJson(file.text, file.path);
  if (!isJsonObject(content)) {
    throw configError(file.path, [{ path: "(the whole file)", found: "something else", expected: "a JSON object" }]);
  }
  return content;
}

/** The file's text with `value` at `path`, or without what stood there where `value` is undefined. */
export function withValue(file: JsonFile, path: readonly string[], value: unknown): JsonFile {
  const edits = modify(file.text, [...path], value, { formattingOptions: { insertSpaces: true, tabSize: 2 } });
  return { ...file, text: applyEdits(file.text, edits) };
}

/** Writes the file whole or not at all. */
export async function writeJsonFile(file: JsonFile): Promise<void> {
  await mkdir(dirname(file.path), { recursive: true });
  const draft = join(dirname(file.path), `.${process.pid}.postern-draft`);
  const mode = file.exists ? (await stat(file.path)).mode : OWNER_ONLY;
  await writeFile(draft, file.text, { mode });
  await rename(draft, file.path);
}

/** Keeps the file as it was beside it, and says where: `mcp.json.2026-11-23T10-00-00.000Z.bak`. */
export async function backUp(path: string, now: Date = new Date()): Promise<string> {
  const backup = `${path}.${now.toISOString().replaceAll(":", "-")}.bak`;
  await writeFile(backup, readFileSync(path), { mode: OWNER_ONLY });
  return backup;
}
