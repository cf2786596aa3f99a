import type { Server } from "@modelcontextprotocol/server";
import { isLogged, type UpstreamLogLevel } from "@postern/core";
import type { ToolRuntime } from "@postern/runtime";

/** What a connection tells its client of. */
export interface Announcements {
  /** The list of tools as it is now, in whatever form shows that it is another. */
  readonly shown: () => unknown;
  /** Whether resources and prompts are passed through. */
  readonly passesThrough: boolean;
}

/** Tells the server's client of other lists until disposed. */
export function announceChanges(
  server: Server,
  runtime: ToolRuntime,
  { shown, passesThrough }: Announcements,
): Disposable {
  let told = JSON.stringify(shown());
  const subscriptions = new DisposableStack();
  subscriptions.use(
    runtime.onCatalogChanged(() => {
      const next = JSON.stringify(shown());
      if (next !== told) {
        told = next;
        tell(server, () => server.sendToolListChanged());
      }
    }),
  );
  if (passesThrough) {
    subscriptions.use(
      runtime.offers.onChanged(({ resources, prompts }) => {
        if (resources) {
          tell(server, () => server.sendResourceListChanged());
        }
        if (prompts) {
          tell(server, () => server.sendPromptListChanged());
        }
      }),
    );
  }
  return subscriptions;
}

/** Sends the server's client what upstreams log at no call, from the level on that it wants now, until disposed. */
export function announceLogs(server: Server, runtime: ToolRuntime, level: () => UpstreamLogLevel): Disposable {
  return runtime.offers.onLog(({ namespace: _namespace, ...message }) => {
    if (isLogged(message.level, level())) {
      tell(server, () => server.sendLoggingMessage({ ...message }));
    }
  });
}

function tell(server: Server, send: () => Promise<void>): void {
  send().catch((error: unknown) => server.onerror?.(error as Error));
}
