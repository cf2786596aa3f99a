import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { promisify } from "node:util";
import { PosternError } from "../errors.ts";

/**
 * A secret: the text itself, the name of an environment variable, the path of a file that holds it, or a command that
 * prints it.
 */
export type Secret =
  | string
  | { readonly env: string }
  | { readonly file: string }
  | { readonly command: string; readonly args?: readonly string[] | undefined };

/** Where the names in a secret are looked up. */
export interface SecretPlace {
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** What the paths of files are relative to. */
  readonly baseDirectory: string;
}

const COMMAND_TIMEOUT_MS = 30_000;
const MAX_OUTPUT_BYTES = 64 * 1024;
const run = promisify(execFile);

/**
 * Reads a secret, without the white space around what a file or a command has. `setting` names it for people. Default: this
 * process's environment and directory.
 * @throws {PosternError} UNAUTHORIZED - when it is not there, empty, or would end a header's line; the message says what is
 * missing, never what was read
 */
export async function readSecret(
  secret: Secret,
  setting: string,
  place: SecretPlace = { environment: process.env, baseDirectory: process.cwd() },
): Promise<string> {
  const text = typeof secret === "string" ? secret : (await readReference(secret, setting, place)).trim();
  if (text === "") {
    throw new PosternError("UNAUTHORIZED", `${setting} is empty.`);
  }
  if (/[\r\n\0]/u.test(text)) {
    throw new PosternError("UNAUTHORIZED", `${setting} has more than one line.`);
  }
  return text;
}

async function readReference(
  secret: Exclude<Secret, string>,
  setting: string,
  { environment, baseDirectory }: SecretPlace,
): Promise<string> {
  if ("env" in secret) {
    const text = environment[secret.env];
    if (text === undefined) {
      throw new PosternError("UNAUTHORIZED", `${setting}: the environment variable ${secret.env} is not set.`);
    }
    return text;
  }
  try {
    if ("file" in secret) {
      return await readFile(resolve(baseDirectory, secret.file), "utf8");
    }
    const options = { cwd: baseDirectory, timeout: COMMAND_TIMEOUT_MS, maxBuffer: MAX_OUTPUT_BYTES };
    const { stdout } = await run(secret.command, [...(secret.args ?? [])], options);
    return stdout;
  } catch {
    // The cause may quote what the command printed.
    const what = "file" in secret ? `the file ${secret.file} cannot be read` : `the command ${secret.command} failed`;
    throw new PosternError("UNAUTHORIZED", `${setting}: ${what}.`);
  }
}
