import { isJsonObject, type JsonValue } from "@postern/core";

/** The reference tokens of a JSON Pointer in a URI fragment: `/a~1b/%7B` is `a/b`, `{` (RFC 6901, sections 4 and 6). */
export function pointerTokens(fragment: string): string[] {
  return fragment
    .split("/")
    .slice(1)
    .map((token) => percentDecoded(token).replaceAll("~1", "/").replaceAll("~0", "~"));
}

/** What a pointer points at, or nothing. */
export function valueAt(root: JsonValue, tokens: readonly string[]): JsonValue | undefined {
  let value: JsonValue | undefined = root;
  for (const token of tokens) {
    if (Array.isArray(value)) {
      value = (value as readonly JsonValue[])[Number(token)];
    } else if (isJsonObject(value) && Object.hasOwn(value, token)) {
      value = value[token];
    } else {
      return undefined;
    }
  }
  return value;
}

function percentDecoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
