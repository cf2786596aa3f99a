import { CLIENT_CAPABILITIES_META_KEY, LOG_LEVEL_META_KEY } from "@modelcontextprotocol/client";
import type { CallContext, JsonObject } from "@postern/core";
import { askableCapabilities } from "./client-request.ts";

/** What an upstream may ask of a person, where it may. */
export const PERSON: JsonObject = { elicitation: { form: {}, url: {} } };

/** What a request to a modern upstream says of the client that it is made for. A shared connection cannot say it. */
export function modernMeta({ client, log }: CallContext, mayAskPerson: boolean): JsonObject {
  const capabilities = client === undefined ? PERSON : askableCapabilities(client.capabilities);
  const { elicitation, ...others } = capabilities;
  return {
    [CLIENT_CAPABILITIES_META_KEY]: mayAskPerson && elicitation !== undefined ? { ...others, elicitation } : others,
    ...(log === undefined ? {} : { [LOG_LEVEL_META_KEY]: log.level }),
  };
}
