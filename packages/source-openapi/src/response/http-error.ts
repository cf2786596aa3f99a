import { isJsonObject, type JsonValue } from "@postern/core";
import type { HttpResponse } from "../network/http-client.ts";
import { bodyKind } from "../operations/media-types.ts";
import type { OperationPlan } from "../operations/operation-plan.ts";
import { decoded, describe, type Redact } from "./read-response.ts";

/** Enough of a body to see what went wrong. */
const MAX_EXCERPT_CHARS = 1000;

/**
 * What a script is told of an HTTP error: the operation, the status, and the problem's detail (RFC 9457), the message that
 * APIs usually give, or the start of the body.
 */
export function httpErrorText(
  plan: OperationPlan,
  response: HttpResponse,
  { redact, advice }: { readonly redact: Redact; readonly advice: string | undefined },
): string {
  const { status, headers } = response;
  const detail = errorDetail(response);
  const retryAfter = headers["retry-after"];
  const parts = [
    `${describe(plan)} answered ${status}${detail === "" ? "" : `: ${detail}`}`,
    ...(retryAfter === undefined ? [] : [`Retry-After: ${retryAfter}`]),
    ...(advice === undefined || (status !== 401 && status !== 403) ? [] : [advice]),
  ];
  return redact(parts.join("\n"));
}

function errorDetail({ body, headers }: HttpResponse): string {
  const contentType = headers["content-type"];
  const kind = contentType === undefined ? "text" : bodyKind(contentType);
  if (body.byteLength === 0 || (kind !== "json" && kind !== "text")) {
    return "";
  }
  const text = decoded(body, contentType).trim();
  const excerpt = text.length > MAX_EXCERPT_CHARS ? `${text.slice(0, MAX_EXCERPT_CHARS)}…` : text;
  const problem = kind === "json" ? parsed(text) : undefined;
  if (!isJsonObject(problem)) {
    return excerpt;
  }
  const summary = [problem["title"], problem["detail"]].filter((part) => typeof part === "string").join(": ");
  // A problem may have members of its own that say which field is wrong, so the body follows where it is short.
  return summary === "" || excerpt.length < MAX_EXCERPT_CHARS / 2 ? excerpt : summary;
}

function parsed(text: string): JsonValue | undefined {
  try {
    return JSON.parse(text) as JsonValue;
  } catch {
    return undefined;
  }
}
