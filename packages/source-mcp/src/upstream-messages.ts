import type { Client } from "@modelcontextprotocol/client";
import { isLogged } from "@postern/core";
import type { JsonValue, UpstreamLog } from "@postern/core";
import type { CallScope } from "./call-scope.ts";
import { answerUpstream } from "./client-request.ts";

/** What is done with what an upstream sends of its own accord. */
export interface UpstreamMessages {
  readonly scope: CallScope;
  /** Whether upstreams of up to 2025-11-25 may ask the person, and the client for a model's words. */
  readonly mayAsk: { readonly elicitation: boolean; readonly sampling: boolean };
  readonly onResourceUpdated: (uri: string) => void;
  /** Told of what is logged at no call. */
  readonly onLog: (message: UpstreamLog) => void;
}

/** Receives an upstream's requests and notifications. Called once, before the handshake. */
export function receiveMessages(client: Client, { scope, mayAsk, onResourceUpdated, onLog }: UpstreamMessages): void {
  if (mayAsk.elicitation) {
    client.setRequestHandler("elicitation/create", async ({ method, params }, { mcpReq }) => {
      const answer = await answerUpstream(scope.current(), method, { params, signal: mcpReq.signal });
      return answer as { action: "accept" | "decline" | "cancel" };
    });
  }
  if (mayAsk.sampling) {
    client.setRequestHandler("sampling/createMessage", async ({ method, params }, { mcpReq }) => {
      const answer = await answerUpstream(scope.current(), method, { params, signal: mcpReq.signal });
      return answer as { model: string; role: "assistant"; content: { type: "text"; text: string } };
    });
  }
  client.setNotificationHandler("notifications/resources/updated", ({ params }) => onResourceUpdated(params.uri));
  client.setNotificationHandler("notifications/message", ({ params }) => {
    const { level, logger, data } = params;
    const message = { level, data: data as JsonValue, ...(logger === undefined ? {} : { logger }) };
    const reader = scope.current()?.context.log;
    if (reader !== undefined && isLogged(level, reader.level)) {
      reader.onMessage(message);
    } else if (scope.isIdle) {
      onLog(message);
    }
  });
}
