import type { JsonObject } from "./json.ts";

/** What an upstream asks of the person while a call is under way: a form to fill in, or an address to open. */
export type ElicitationRequest = (
  | {
      readonly mode: "form";
      readonly message: string;
      /** The form's fields as a flat JSON Schema of type `object`. */
      readonly requestedSchema: JsonObject;
    }
  | { readonly mode: "url"; readonly message: string; readonly url: string; readonly elicitationId?: string }
) & {
  /** The name under which the upstream expects the answer, where it gives one. */
  readonly key?: string;
};

/** What the person did. `content` comes with `accept` of a form only. */
export interface ElicitationAnswer {
  readonly action: "accept" | "decline" | "cancel";
  readonly content?: JsonObject;
}
