import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { promisify } from "node:util";
import { PosternError } from "@postern/core";
import type { Secret } from "./auth-options.ts";

const COMMAND_TIMEOUT_MS = 30_000;
const MAX_SECRET_BYTES = 64 * 1024;
const run = promisify(execFile);

/**
 * Reads a secret. `setting` names it for people.
 * @throws {PosternError} UNAUTHORIZED - when it is not there; the message says what is missing, never what was read
 */
export async function readSecret(secret: Secret, setting: string): Promise<string> {
  const text = typeof secret === "string" ? secret : (await readReference(secret, setting)).trim();
  if (text === "") {
    throw new PosternError("UNAUTHORIZED", `${setting} is empty.`);
  }
  if (/[\r\n\0]/u.test(text)) {
    throw new PosternError("UNAUTHORIZED", `${setting} has more than one line.`);
  }
  return text;
}

async function readReference(secret: Exclude<Secret, string>, setting: string): Promise<string> {
  if ("env" in secret) {
    const text = process.env[secret.env];
    if (text === undefined) {
      throw new PosternError("UNAUTHORIZED", `${setting}: the environment variable ${secret.env} is not set.`);
    }
    return text;
  }
  try {
    if ("file" in secret) {
      return await readFile(secret.file, "utf8");
    }
    const options = { timeout: COMMAND_TIMEOUT_MS, maxBuffer: MAX_SECRET_BYTES };
    const { stdout } = await run(secret.command, [...(secret.args ?? [])], options);
    return stdout;
  } catch {
    // The cause may quote what the command printed.
    const what = "file" in secret ? "the file cannot be read" : "the command failed";
    throw new PosternError("UNAUTHORIZED", `${setting}: ${what}.`);
  }
}
