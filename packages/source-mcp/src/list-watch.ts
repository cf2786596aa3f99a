import { setTimeout as delay } from "node:timers/promises";
import type { Client } from "@modelcontextprotocol/client";

/** The lists of an upstream that can change. */
export type ListName = "tools" | "resources" | "prompts";

const FIRST_DELAY_MS = 250;
const LONGEST_DELAY_MS = 30_000;

/** Tells of changed lists: by notifications that simply come (legacy), or on a stream that is kept open (modern). */
export function watchLists(client: Client, signal: AbortSignal, onChanged: (list: ListName) => void): void {
  client.setNotificationHandler("notifications/tools/list_changed", () => onChanged("tools"));
  client.setNotificationHandler("notifications/resources/list_changed", () => onChanged("resources"));
  client.setNotificationHandler("notifications/prompts/list_changed", () => onChanged("prompts"));
  if (client.getProtocolEra() !== "modern") {
    return;
  }
  const capabilities = client.getServerCapabilities();
  const filter = {
    ...(capabilities?.tools?.listChanged === true ? { toolsListChanged: true } : {}),
    ...(capabilities?.resources?.listChanged === true ? { resourcesListChanged: true } : {}),
    ...(capabilities?.prompts?.listChanged === true ? { promptsListChanged: true } : {}),
  };
  if (Object.keys(filter).length > 0) {
    void keepListening({ client, signal, filter, onGap: () => onChanged("tools") });
  }
}

/** A stream that is kept open. */
interface Listening {
  readonly client: Client;
  readonly signal: AbortSignal;
  readonly filter: Parameters<Client["listen"]>[0];
  /** Told whenever the stream is open. */
  readonly onOpen?: () => void;
  /** Changes may have been missed. */
  readonly onGap: () => void;
}

/** Opens the stream again whenever it ends, until the signal ends it. */
export async function keepListening({ client, signal, filter, onOpen, onGap }: Listening): Promise<void> {
  let waitMs = FIRST_DELAY_MS;
  for (let round = 0; !signal.aborted; round += 1) {
    try {
      const subscription = await client.listen(filter, { signal });
      waitMs = FIRST_DELAY_MS;
      onOpen?.();
      if (round > 0) {
        onGap();
      }
      await subscription.closed;
    } catch {
      // Whether the upstream is still there is for the health check to say.
      waitMs = Math.min(waitMs * 2, LONGEST_DELAY_MS);
    }
    await delay(waitMs, undefined, { signal, ref: false }).catch(() => undefined);
  }
}
