import type { ScriptObject, ScriptValue } from "@postern/core";
import { isRecord } from "../values.ts";
import { jsonText } from "./json-text.ts";
import { percentEncode, percentEncodeReserved } from "./percent-encode.ts";

/** OpenAPI 3.1, section 4.8.12.3. */
export type ParameterStyle = "matrix" | "label" | "simple" | "form" | "spaceDelimited" | "pipeDelimited" | "deepObject";

/** How a value is written into a request. */
export interface Serialization {
  readonly name: string;
  readonly style: ParameterStyle;
  readonly explode: boolean;
  readonly allowReserved?: boolean;
  /** The value is written in this media type instead of by a style. */
  readonly contentType?: string;
}

type Encode = (text: string) => string;

/** The `name=value` pairs of a query parameter, encoded. None where there is nothing to send. */
export function serializeQuery(serialization: Serialization, value: ScriptValue): string[] {
  const encode = serialization.allowReserved === true ? percentEncodeReserved : percentEncode;
  return serializePairs(serialization, value, encode);
}

/** The pairs of a query, a cookie or a form, encoded by `encode`. */
export function serializePairs(serialization: Serialization, value: ScriptValue, encode: Encode): string[] {
  const { style, explode } = serialization;
  const name = encode(serialization.name);
  if (serialization.contentType !== undefined) {
    return [`${name}=${encode(jsonText(value))}`];
  }
  if (Array.isArray(value)) {
    return style === "deepObject"
      ? deepPairs(serialization.name, value, encode)
      : listPairs(
          name,
          serialization,
          value.filter(isPresent).map((item) => encode(scalarText(item))),
        );
  }
  if (isRecord(value)) {
    const entries = presentEntries(value);
    if (style === "deepObject") {
      return deepPairs(serialization.name, value, encode);
    }
    if (explode) {
      return entries.flatMap(([key, member]) => explodedMember(key, member, encode));
    }
    const flat = entries.flatMap(([key, member]) => [encode(key), encode(scalarText(member))]);
    return flat.length === 0 ? [] : [`${name}=${flat.join(delimiter(style))}`];
  }
  return isPresent(value) ? [`${name}=${encode(scalarText(value))}`] : [];
}

/** A path parameter's text in place of its `{name}`, encoded. */
export function serializePath(serialization: Serialization, value: ScriptValue): string {
  const { style, explode } = serialization;
  if (serialization.contentType !== undefined) {
    return percentEncode(jsonText(value));
  }
  const name = percentEncode(serialization.name);
  const parts = pathParts(value, explode);
  if (style === "label") {
    return parts.map((part, index) => (index === 0 || explode ? `.${part}` : `,${part}`)).join("");
  }
  if (style !== "matrix") {
    return parts.join(",");
  }
  if (isRecord(value) && explode) {
    return parts.map((part) => `;${part}`).join("");
  }
  if (Array.isArray(value) && explode) {
    return parts.map((part) => `;${name}=${part}`).join("");
  }
  const text = parts.join(",");
  return text === "" ? `;${name}` : `;${name}=${text}`;
}

/** A header's text. Header values are not percent-encoded (OpenAPI 3.1.1, appendix D). */
export function serializeHeader(serialization: Serialization, value: ScriptValue): string {
  if (serialization.contentType !== undefined) {
    return jsonText(value);
  }
  if (Array.isArray(value)) {
    return value.filter(isPresent).map(scalarText).join(",");
  }
  if (isRecord(value)) {
    const separator = serialization.explode ? "=" : ",";
    return presentEntries(value)
      .map(([key, member]) => `${key}${separator}${scalarText(member)}`)
      .join(",");
  }
  return scalarText(value);
}

/** A scalar's text, that of bytes in base64; what is no scalar is written as JSON. */
export function scalarText(value: ScriptValue): string {
  if (value instanceof Uint8Array) {
    return Buffer.from(value).toString("base64");
  }
  return typeof value === "object" && value !== null ? jsonText(value) : String(value);
}

function listPairs(name: string, { style, explode }: Serialization, items: readonly string[]): string[] {
  if (items.length === 0) {
    return [];
  }
  return explode ? items.map((item) => `${name}=${item}`) : [`${name}=${items.join(delimiter(style))}`];
}

function explodedMember(key: string, member: ScriptValue, encode: Encode): string[] {
  const items: readonly ScriptValue[] = Array.isArray(member) ? member.filter(isPresent) : [member];
  return items.map((item) => `${encode(key)}=${encode(scalarText(item))}`);
}

/** `name[key]=value`, nested ones as `name[a][b]=value`, lists as `name[key][0]=value`, which all readers of it know. */
function deepPairs(prefix: string, value: ScriptValue, encode: Encode): string[] {
  if (Array.isArray(value)) {
    return value.flatMap((item: ScriptValue, index) => deepPairs(`${prefix}[${index}]`, item, encode));
  }
  if (isRecord(value)) {
    return presentEntries(value).flatMap(([key, member]) => deepPairs(`${prefix}[${key}]`, member, encode));
  }
  return isPresent(value) ? [`${encode(prefix)}=${encode(scalarText(value))}`] : [];
}

function pathParts(value: ScriptValue, explode: boolean): string[] {
  if (Array.isArray(value)) {
    return value.filter(isPresent).map((item) => percentEncode(scalarText(item)));
  }
  if (isRecord(value)) {
    return presentEntries(value).flatMap(([key, member]) => {
      const pair = [percentEncode(key), percentEncode(scalarText(member))];
      return explode ? [pair.join("=")] : pair;
    });
  }
  return [percentEncode(scalarText(value))];
}

function delimiter(style: ParameterStyle): string {
  if (style === "spaceDelimited") {
    return "%20";
  }
  return style === "pipeDelimited" ? "%7C" : ",";
}

function presentEntries(value: ScriptObject): [string, ScriptValue][] {
  return Object.entries(value).filter(([, member]) => isPresent(member));
}

function isPresent(value: ScriptValue | undefined): value is ScriptValue {
  return value !== undefined && value !== null;
}
