import { createHash } from "node:crypto";
import { chmod, mkdir, open, readFile, rename, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import type {
  OAuthDiscoveryState,
  StoredOAuthClientInformation,
  StoredOAuthTokens,
} from "@modelcontextprotocol/client";
import { PosternError } from "@postern/core";

/** What a login left behind for one upstream. */
export interface StoredCredentials {
  readonly tokens: StoredOAuthTokens;
  /** When the tokens came, in milliseconds since the epoch. */
  readonly obtainedAtMs: number;
  readonly client: StoredOAuthClientInformation;
  readonly discovery: OAuthDiscoveryState;
  /** The RFC 8707 resource that the tokens are for. */
  readonly resource?: string;
  /** Rights that a call was refused for the lack of; the next login asks for them too. */
  readonly wantedScope?: string;
}

/** Keeps credentials, by the address of the upstream they are for. */
export interface CredentialStore {
  read(serverUrl: string): Promise<StoredCredentials | undefined>;
  write(serverUrl: string, credentials: StoredCredentials): Promise<void>;
  delete(serverUrl: string): Promise<void>;
  /** Runs `work` while nobody else, in no other process either, runs any for this upstream. */
  exclusively<T>(serverUrl: string, work: () => Promise<T>): Promise<T>;
}

const LOCK_RETRY_MS = 25;
/** A lock this old belongs to a process that died; a refresh takes seconds. */
const LOCK_STALE_MS = 60_000;

/** Credentials in files that only their owner can read, one for each upstream, in a folder that is made when needed. */
export function createFileCredentialStore(directory: string): CredentialStore {
  const pathOf = (serverUrl: string): string => {
    const hash = createHash("sha256").update(new URL(serverUrl).href).digest("hex").slice(0, 32);
    return join(directory, `${hash}.json`);
  };

  async function prepare(): Promise<void> {
    await mkdir(directory, { recursive: true, mode: 0o700 });
    await chmod(directory, 0o700);
  }

  async function write(serverUrl: string, credentials: StoredCredentials): Promise<void> {
    await prepare();
    const path = pathOf(serverUrl);
    const temporary = `${path}.${process.pid}.${crypto.randomUUID()}`;
    try {
      const file = await open(temporary, "wx", 0o600);
      await using _closing = file;
      await file.writeFile(JSON.stringify({ serverUrl, ...credentials }));
      await file.sync();
      await rename(temporary, path);
    } finally {
      await rm(temporary, { force: true });
    }
  }

  async function exclusively<T>(serverUrl: string, work: () => Promise<T>): Promise<T> {
    await prepare();
    const lock = `${pathOf(serverUrl)}.lock`;
    const deadlineMs = Date.now() + LOCK_STALE_MS;
    while (!(await takeLock(lock))) {
      if (Date.now() > deadlineMs) {
        throw new PosternError("SOURCE_UNAVAILABLE", "Another process holds the lock on the credentials.");
      }
      await delay(LOCK_RETRY_MS);
    }
    try {
      return await work();
    } finally {
      await rm(lock, { force: true });
    }
  }

  return {
    read: async (serverUrl) => readCredentials(pathOf(serverUrl), serverUrl),
    write,
    delete: async (serverUrl) => rm(pathOf(serverUrl), { force: true }),
    exclusively,
  };
}

async function readCredentials(path: string, serverUrl: string): Promise<StoredCredentials | undefined> {
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (error) {
    if (isCode(error, "ENOENT")) {
      return undefined;
    }
    throw new PosternError("UNAUTHORIZED", "The stored credentials cannot be read.", { cause: error });
  }
  try {
    const stored = JSON.parse(text) as StoredCredentials & { readonly serverUrl: string };
    return stored.serverUrl === serverUrl && typeof stored.tokens.access_token === "string" ? stored : undefined;
  } catch {
    // A file that is no credentials says as much as none: the next login writes it anew.
    return undefined;
  }
}

async function takeLock(path: string): Promise<boolean> {
  try {
    const file = await open(path, "wx", 0o600);
    await file.close();
    return true;
  } catch (error) {
    if (!isCode(error, "EEXIST")) {
      throw error;
    }
  }
  const age = await stat(path).then(
    ({ mtimeMs }) => Date.now() - mtimeMs,
    () => 0,
  );
  if (age > LOCK_STALE_MS) {
    await rm(path, { force: true });
  }
  return false;
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && "code" in error && error.code === code;
}
