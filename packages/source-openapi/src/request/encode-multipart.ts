import { randomUUID } from "node:crypto";
import { isJsonObject, type ScriptValue } from "@postern/core";
import type { BodyPlan } from "../operations/body-plan.ts";
import { isRecord } from "../values.ts";
import type { EncodedBody } from "./encode-body.ts";
import { jsonText } from "./json-text.ts";
import { rawBytes } from "./raw-content.ts";
import { scalarText } from "./serialize-parameter.ts";

interface Part {
  readonly name: string;
  readonly filename?: string | undefined;
  readonly contentType?: string | undefined;
  readonly content: Uint8Array;
}

/** Writes members as a multipart form: a part for each, and one for each item of a list (RFC 7578). */
export function encodeMultipart(plan: BodyPlan, members: Readonly<Record<string, ScriptValue>>): EncodedBody {
  const parts = Object.entries(members)
    .filter(([, value]) => value !== undefined && value !== null)
    .flatMap(([name, value]) => memberParts(plan, name, value));
  const boundary = `postern-${randomUUID()}`;
  const chunks = parts.flatMap((part) => [
    Buffer.from(`--${boundary}\r\n${partHeader(part)}\r\n\r\n`),
    part.content,
    CRLF,
  ]);
  return {
    contentType: `${plan.mediaType}; boundary=${boundary}`,
    bytes: Buffer.concat([...chunks, Buffer.from(`--${boundary}--\r\n`)]),
  };
}

const CRLF = Buffer.from("\r\n");

function memberParts(plan: BodyPlan, name: string, value: ScriptValue): Part[] {
  const encoding = plan.encoding[name] ?? {};
  const { contentType } = encoding;
  const declaredType = typeof contentType === "string" ? concreteType(contentType) : undefined;
  const isFile = plan.fileProperties.has(name);
  const isOneJson = declaredType !== undefined && declaredType.endsWith("json");
  const items = Array.isArray(value) && !isOneJson ? (value as readonly ScriptValue[]) : [value];
  return items.map((item) => memberPart({ name, isFile, declaredType }, item));
}

interface Member {
  readonly name: string;
  readonly isFile: boolean;
  readonly declaredType: string | undefined;
}

/** The defaults are those of OpenAPI 3.1, section 4.8.15: bytes for files, JSON for objects, text for the rest. */
function memberPart({ name, isFile, declaredType }: Member, value: ScriptValue): Part {
  if (isFile && isRecord(value) && "content" in value) {
    const { content = "", filename, contentType } = value;
    return {
      name,
      filename: typeof filename === "string" ? filename : name,
      contentType: typeof contentType === "string" ? contentType : (declaredType ?? "application/octet-stream"),
      content: rawBytes(content, `${name}.content`),
    };
  }
  if (isFile || value instanceof Uint8Array) {
    const contentType = declaredType ?? "application/octet-stream";
    return { name, filename: name, contentType, content: rawBytes(value, name) };
  }
  if (isJsonObject(value) || Array.isArray(value)) {
    return { name, contentType: declaredType ?? "application/json", content: Buffer.from(jsonText(value)) };
  }
  return { name, contentType: declaredType, content: Buffer.from(scalarText(value)) };
}

/** Of several types, the first that is no range. */
function concreteType(contentType: string): string | undefined {
  return contentType
    .split(",")
    .map((type) => type.trim())
    .find((type) => type !== "" && !type.includes("*"));
}

function partHeader({ name, filename, contentType }: Part): string {
  const file = filename === undefined ? "" : `; filename="${quoted(filename)}"`;
  const type = contentType === undefined ? "" : `\r\nContent-Type: ${contentType.replace(/[\r\n]/gu, "")}`;
  return `Content-Disposition: form-data; name="${quoted(name)}"${file}${type}`;
}

/** As browsers write names (WHATWG HTML, "multipart/form-data encoding algorithm"). */
function quoted(text: string): string {
  return text.replaceAll('"', "%22").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}
