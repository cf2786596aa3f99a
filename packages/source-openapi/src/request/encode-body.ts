import { PosternError, type JsonObject, type ScriptValue } from "@postern/core";
import type { BodyPlan } from "../operations/body-plan.ts";
import { isRecord } from "../values.ts";
import { encodeMultipart } from "./encode-multipart.ts";
import { jsonText } from "./json-text.ts";
import { rawBytes } from "./raw-content.ts";
import { formEncode, percentEncodeReserved } from "./percent-encode.ts";
import { scalarText, serializePairs, type ParameterStyle } from "./serialize-parameter.ts";

/** A body on the wire. */
export interface EncodedBody {
  readonly contentType: string;
  readonly bytes: Uint8Array;
}

const UTF_8 = new TextEncoder();

/**
 * Writes a body in a media type.
 * @throws {PosternError} INVALID_INPUT - when the value cannot be written in it
 */
export function encodeBody(plan: BodyPlan, value: ScriptValue): EncodedBody {
  const { mediaType } = plan;
  switch (plan.kind) {
    case "json":
      return { contentType: mediaType, bytes: UTF_8.encode(jsonText(value)) };
    case "form":
      return { contentType: mediaType, bytes: UTF_8.encode(formText(plan, membersOf(value, mediaType))) };
    case "multipart":
      return encodeMultipart(plan, membersOf(value, mediaType));
    default:
      return { contentType: mediaType, bytes: rawBytes(value, `body: ${mediaType}`) };
  }
}

function membersOf(value: ScriptValue, mediaType: string): Readonly<Record<string, ScriptValue>> {
  if (!isRecord(value)) {
    throw new PosternError("INVALID_INPUT", `body: ${mediaType} takes an object.`);
  }
  return value;
}

function formText(plan: BodyPlan, members: Readonly<Record<string, ScriptValue>>): string {
  return Object.entries(members)
    .filter(([, value]) => value !== undefined && value !== null)
    .flatMap(([name, value]) => formPairs(name, value, plan.encoding[name] ?? {}))
    .join("&");
}

/**
 * A member by its Encoding Object: by style where one of the style's fields is given, or else by media type, which is
 * JSON for objects; a list is a pair for each of its items (OpenAPI 3.1.1, section 4.8.15.1).
 */
function formPairs(name: string, value: ScriptValue, encoding: JsonObject): string[] {
  const { style, explode, allowReserved, contentType } = encoding;
  if (style !== undefined || explode !== undefined || allowReserved !== undefined) {
    const formStyle = (typeof style === "string" ? style : "form") as ParameterStyle;
    const isExploded = typeof explode === "boolean" ? explode : formStyle === "form";
    const encode = allowReserved === true ? percentEncodeReserved : formEncode;
    return serializePairs({ name, style: formStyle, explode: isExploded }, value, encode);
  }
  const items = Array.isArray(value) && contentType === undefined ? (value as readonly ScriptValue[]) : [value];
  return items.map((item) => {
    const isJson = typeof item === "object" && !(item instanceof Uint8Array);
    const text =
      item instanceof Uint8Array ? Buffer.from(item).toString("utf8") : isJson ? jsonText(item) : scalarText(item);
    return `${formEncode(name)}=${formEncode(text)}`;
  });
}
