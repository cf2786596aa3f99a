import { PosternError, type ScriptValue } from "@postern/core";
import type { HttpResponse } from "../network/http-client.ts";
import { bodyKind } from "../operations/media-types.ts";
import type { OperationPlan } from "../operations/operation-plan.ts";

/** Takes secrets out of a text. */
export type Redact = (text: string) => string;

/**
 * The value of a successful answer: parsed JSON, text as string, anything else as bytes, nothing as `undefined`.
 * @throws {PosternError} UPSTREAM_ERROR - when what says that it is JSON is none
 */
export function responseValue(plan: OperationPlan, response: HttpResponse, redact: Redact): ScriptValue | undefined {
  const { body, headers, status } = response;
  if (body.byteLength === 0) {
    return undefined;
  }
  const contentType = headers["content-type"];
  const kind = contentType?.includes("/") === true ? bodyKind(contentType) : expectedKind(plan);
  if (kind !== "json") {
    return kind === "text" || kind === "form" ? redact(decoded(body, contentType)) : body;
  }
  const text = redact(decoded(body, contentType));
  try {
    return JSON.parse(text) as ScriptValue;
  } catch (error) {
    throw new PosternError("UPSTREAM_ERROR", `${describe(plan)} answered ${status} with JSON that cannot be parsed.`, {
      cause: error,
    });
  }
}

/** Headers a script may see: all but those that are credentials or make them. */
export function visibleHeaders(headers: Readonly<Record<string, string>>, redact: Redact): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers)
      .filter(([name]) => !/^(?:set-cookie2?|authorization|.*-authenticate|.*-authentication-info|cookie)$/u.test(name))
      .map(([name, value]) => [name, redact(value)]),
  );
}

/** How an operation is called in messages: `GET /users/{id}`. */
export function describe(plan: OperationPlan): string {
  return `${plan.entry.method} ${plan.entry.path}`;
}

/** Text in the charset its media type names, UTF-8 where that is none. */
export function decoded(body: Uint8Array, contentType: string | undefined): string {
  const charset = /charset\s*=\s*"?([^\s";]+)/iu.exec(contentType ?? "")?.[1] ?? "utf-8";
  try {
    return new TextDecoder(charset).decode(body);
  } catch {
    return new TextDecoder().decode(body);
  }
}

function expectedKind(plan: OperationPlan): string {
  const kinds = new Set(plan.responses.answers?.map(({ kind }) => kind));
  return kinds.has("json") ? "json" : kinds.has("text") ? "text" : "binary";
}
