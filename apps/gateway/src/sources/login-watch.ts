import { mkdirSync, watch } from "node:fs";
import type { McpSource } from "@postern/source-mcp";
import { credentialsDirectory } from "../state/credentials.ts";

/** A file of credentials; beside them lie drafts and locks. */
const CREDENTIALS_FILE = /^[0-9a-f]+\.json$/u;

/**
 * Connects sources that wait for a login as soon as somebody has logged in, in whatever process. Where the folder cannot be
 * watched, they come back with their next attempt, within a minute.
 */
export function watchLogins(sources: readonly McpSource[]): Disposable {
  const onChange = (_event: string, file: string | null): void => {
    if (file !== null && CREDENTIALS_FILE.test(file)) {
      for (const source of sources.filter(({ status }) => status.state === "unauthorized")) {
        // What fails shows in the source's status.
        source.reconnect().catch(() => undefined);
      }
    }
  };
  try {
    const directory = credentialsDirectory();
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    const watcher = watch(directory, { persistent: false }, onChange);
    watcher.on("error", () => watcher.close());
    return { [Symbol.dispose]: () => watcher.close() };
  } catch {
    return { [Symbol.dispose]: () => undefined };
  }
}
