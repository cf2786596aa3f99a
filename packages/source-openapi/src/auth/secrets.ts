import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { PosternError } from "@postern/core";
import type { Secret } from "../options.ts";

/** Shorter texts would take harmless words out of answers. */
const MIN_REDACTED_CHARS = 6;

/** The secrets of a source. They are read once, and never leave but in requests. */
export interface Secrets {
  /**
   * Reads a secret. `setting` names it for people: `auth.token.token`.
   * @throws {PosternError} UNAUTHORIZED - when it is not there; the message names what is missing
   */
  read(secret: Secret, setting: string): Promise<string>;
  /** Makes a text secret that was derived from others, such as an access token. */
  add(text: string): void;
  /** The text without any secret read so far. */
  redact(text: string): string;
}

/** Secrets from the configuration, an environment and files. */
export function createSecrets(options: {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly baseDirectory: string;
}): Secrets {
  const known = new Set<string>();
  const add = (text: string): void => {
    if (text.length >= MIN_REDACTED_CHARS) {
      known.add(text);
    }
  };
  return {
    read: async (secret, setting) => {
      const text = typeof secret === "string" ? secret : await readSecret(secret, setting, options);
      add(text);
      return text;
    },
    add,
    redact: (text) => [...known].reduce((redacted, secret) => redacted.replaceAll(secret, "[redacted]"), text),
  };
}

async function readSecret(
  secret: Exclude<Secret, string>,
  setting: string,
  options: { readonly environment: Readonly<Record<string, string | undefined>>; readonly baseDirectory: string },
): Promise<string> {
  if ("env" in secret) {
    const text = options.environment[secret.env];
    if (text === undefined || text === "") {
      throw new PosternError("UNAUTHORIZED", `${setting}: the environment variable ${secret.env} is not set.`);
    }
    return text;
  }
  try {
    const text = (await readFile(resolve(options.baseDirectory, secret.file), "utf8")).trim();
    if (text !== "") {
      return text;
    }
  } catch (error) {
    throw new PosternError("UNAUTHORIZED", `${setting}: the file ${secret.file} cannot be read.`, { cause: error });
  }
  throw new PosternError("UNAUTHORIZED", `${setting}: the file ${secret.file} is empty.`);
}
