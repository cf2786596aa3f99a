import type { Server } from "@modelcontextprotocol/server";
import { isLogged, type UpstreamLogLevel } from "@postern/core";
import type { ToolRuntime } from "@postern/runtime";

const LAST_LEGACY_REVISION = "2025-11-25";

/** What a connection tells its client of. */
export interface Announcements {
  /** The list of tools as it is now, in whatever form shows that it is another. */
  readonly shown: () => unknown;
  /** What is passed through: changes of resources and prompts, and logs from a level on. Absent: none of it. */
  readonly passed: { readonly logLevel: UpstreamLogLevel } | undefined;
}

/** Tells the server's client of changes until disposed. */
export function announceChanges(server: Server, runtime: ToolRuntime, { shown, passed }: Announcements): Disposable {
  const tell = (send: () => Promise<void>): void => {
    send().catch((error: unknown) => server.onerror?.(error as Error));
  };
  let told = JSON.stringify(shown());
  const subscriptions = [
    runtime.onCatalogChanged(() => {
      const next = JSON.stringify(shown());
      if (next !== told) {
        told = next;
        tell(() => server.sendToolListChanged());
      }
    }),
  ];
  if (passed !== undefined) {
    subscriptions.push(
      runtime.offers.onChanged(({ resources, prompts }) => {
        if (resources) {
          tell(() => server.sendResourceListChanged());
        }
        if (prompts) {
          tell(() => server.sendPromptListChanged());
        }
      }),
      runtime.offers.onLog(({ namespace: _namespace, ...message }) => {
        // Revision 2026-07-28 has logs only in answer to a request that asks for them.
        if (isLegacy(server) && isLogged(message.level, passed.logLevel)) {
          tell(() => server.sendLoggingMessage({ ...message }));
        }
      }),
    );
  }
  return { [Symbol.dispose]: () => subscriptions.forEach((subscription) => subscription[Symbol.dispose]()) };
}

function isLegacy(server: Server): boolean {
  const version = server.getNegotiatedProtocolVersion();
  // Revisions are dates, which sort as text.
  return version !== undefined && version <= LAST_LEGACY_REVISION;
}
