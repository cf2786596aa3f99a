import { PosternError, type ScriptObject, type ScriptValue } from "@postern/core";
import type { BodyPlan } from "../operations/body-plan.ts";
import type { OperationPlan } from "../operations/operation-plan.ts";
import type { ParameterLocation, ParameterPlan } from "../operations/parameter-plan.ts";
import { isRecord } from "../values.ts";
import { encodeBody } from "./encode-body.ts";
import { percentEncode } from "./percent-encode.ts";
import { serializeHeader, serializePairs, serializePath, serializeQuery } from "./serialize-parameter.ts";

/** A request without credentials. */
export interface BuiltRequest {
  readonly method: string;
  readonly url: URL;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Uint8Array;
}

/**
 * Writes a call's input as a request.
 * @throws {PosternError} INVALID_INPUT - when a path parameter is missing or would lead to another path, or a value cannot
 * be written
 */
export function buildRequest(plan: OperationPlan, input: ScriptObject, baseUrl: URL): BuiltRequest {
  const given = (parameter: ParameterPlan): ScriptValue | undefined => parameterValue(plan, parameter, input);
  const at = (location: ParameterLocation): [ParameterPlan, ScriptValue][] =>
    plan.parameters
      .filter((parameter) => parameter.location === location)
      .map((parameter) => [parameter, given(parameter)] as const)
      .filter((pair): pair is [ParameterPlan, ScriptValue] => pair[1] !== undefined && pair[1] !== null);
  const headers: Record<string, string> = { accept: plan.responses.accept };
  for (const [parameter, value] of at("header")) {
    headers[parameter.name.toLowerCase()] = headerText(parameter, value);
  }
  const cookies = at("cookie").flatMap(([parameter, value]) => serializePairs(parameter, value, percentEncode));
  if (cookies.length > 0) {
    headers["cookie"] = cookies.join("; ");
  }
  const body = encodedBody(plan, input);
  if (body !== undefined) {
    headers["content-type"] = body.contentType;
  }
  const query = at("query").flatMap(([parameter, value]) => serializeQuery(parameter, value));
  return {
    method: plan.entry.method,
    url: requestUrl(baseUrl, filledPath(plan, new Map(at("path"))), query),
    headers,
    ...(body === undefined ? {} : { body: body.bytes }),
  };
}

function parameterValue(plan: OperationPlan, parameter: ParameterPlan, input: ScriptObject): ScriptValue | undefined {
  const group = plan.isGrouped ? input[parameter.location] : input;
  return isRecord(group) && Object.hasOwn(group, parameter.name) ? group[parameter.name] : undefined;
}

function headerText(parameter: ParameterPlan, value: ScriptValue): string {
  const text = serializeHeader(parameter, value);
  // RFC 9110, section 5.5: visible characters, spaces and tabs; a line break would begin another header.
  if (!/^[\t\x20-\x7e\x80-\xff]*$/u.test(text)) {
    throw new PosternError(
      "INVALID_INPUT",
      `${parameter.name}: a header takes no line breaks, control or non-Latin-1 characters.`,
    );
  }
  return text;
}

function encodedBody(plan: OperationPlan, input: ScriptObject): ReturnType<typeof encodeBody> | undefined {
  const value = plan.bodies.length === 0 ? undefined : input["body"];
  if (value === undefined) {
    return undefined;
  }
  return encodeBody(chosenBody(plan.bodies, input["contentType"], value), value);
}

/** The named media type, or the preferred one that the value fits. */
function chosenBody(bodies: readonly BodyPlan[], contentType: ScriptValue | undefined, value: ScriptValue): BodyPlan {
  const named = bodies.find(({ mediaType }) => mediaType === contentType);
  const kinds = value instanceof Uint8Array ? ["binary", "text"] : typeof value === "string" ? ["text", "binary"] : [];
  const fitting = kinds.map((kind) => bodies.find((body) => body.kind === kind)).find((body) => body !== undefined);
  const [preferred] = bodies;
  const chosen =
    named ?? (preferred?.kind === "json" && typeof value === "string" ? preferred : (fitting ?? preferred));
  if (chosen === undefined) {
    throw new PosternError("INVALID_INPUT", "body: the operation takes none.");
  }
  return chosen;
}

function filledPath(plan: OperationPlan, values: ReadonlyMap<ParameterPlan, ScriptValue>): string {
  const byName = new Map([...values].map(([parameter, value]) => [parameter.name, { parameter, value }]));
  const path = plan.entry.path.replace(/\{([^{}]+)\}/gu, (_template, name: string) => {
    const given = byName.get(name);
    const text = given === undefined ? "" : serializePath(given.parameter, given.value);
    if (given === undefined || (text === "" && given.parameter.style === "simple")) {
      throw new PosternError("INVALID_INPUT", `${name}: a path parameter has to be given and not be empty.`);
    }
    return text;
  });
  const segments = path.split("/");
  if (segments.some((segment) => /^(?:\.|%2e){1,2}$/iu.test(segment)) && !/\/\.{1,2}(?:\/|$)/u.test(plan.entry.path)) {
    throw new PosternError("INVALID_INPUT", 'A path parameter of "." or ".." would lead to another path.');
  }
  return path;
}

function requestUrl(baseUrl: URL, path: string, query: readonly string[]): URL {
  const [pathname = "", ...fixedQuery] = path.split("#", 1)[0]?.split("?") ?? [];
  const url = new URL(baseUrl);
  url.pathname = `${baseUrl.pathname.replace(/\/+$/u, "")}/${pathname.replace(/^\/+/u, "")}`;
  url.search = [baseUrl.search.slice(1), ...fixedQuery, ...query].filter((part) => part !== "").join("&");
  url.hash = "";
  return url;
}
