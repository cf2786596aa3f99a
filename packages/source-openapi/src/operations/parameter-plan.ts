import type { JsonObject, JsonValue } from "@postern/core";
import { isJsonObject } from "@postern/core";
import type { OpenApiDocument } from "../document/openapi-document.ts";
import type { ParameterStyle, Serialization } from "../request/serialize-parameter.ts";

/** Where a parameter goes. */
export type ParameterLocation = "path" | "query" | "header" | "cookie";

/** One parameter of an operation. */
export interface ParameterPlan extends Serialization {
  readonly location: ParameterLocation;
  readonly isRequired: boolean;
  readonly isDeprecated: boolean;
  readonly description?: string;
  /** As the document has it. */
  readonly schema: JsonValue | undefined;
}

/**
 * Headers that the specification says are no parameters, since they are made of the body's and the answer's media types and of
 * security (OpenAPI 3.1, section 4.8.12.1), and those that frame the message, which are the connection's (RFC 9112).
 */
const IGNORED_HEADERS: ReadonlySet<string> = new Set([
  "accept",
  "content-type",
  "authorization",
  "content-length",
  "transfer-encoding",
  "connection",
  "host",
]);
const LOCATIONS: ReadonlySet<unknown> = new Set(["path", "query", "header", "cookie"]);
const DEFAULT_STYLES: Readonly<Record<ParameterLocation, ParameterStyle>> = {
  path: "simple",
  query: "form",
  header: "simple",
  cookie: "form",
};
const STYLES: Readonly<Record<ParameterLocation, readonly string[]>> = {
  path: ["simple", "label", "matrix"],
  query: ["form", "spaceDelimited", "pipeDelimited", "deepObject"],
  header: ["simple"],
  cookie: ["form"],
};

/** The parameters of an operation, the path's first; of two with one name and place the later one counts. */
export function planParameters(document: OpenApiDocument, declared: readonly JsonValue[]): ParameterPlan[] {
  const plans = new Map<string, ParameterPlan>();
  for (const value of declared) {
    const parameter = document.resolve(value);
    const { name, in: location } = parameter ?? {};
    if (parameter !== undefined && typeof name === "string" && LOCATIONS.has(location)) {
      const place = location as ParameterLocation;
      const key = place === "header" ? `header ${name.toLowerCase()}` : `${place} ${name}`;
      if (place !== "header" || !IGNORED_HEADERS.has(name.toLowerCase())) {
        plans.set(key, planParameter(name, place, parameter));
      }
    }
  }
  return [...plans.values()];
}

/** What a parameter named `Accept` wants, which is no parameter but says how to ask: some APIs have their versions there. */
export function acceptParameter(document: OpenApiDocument, declared: readonly JsonValue[]): string | undefined {
  const parameter = declared
    .map((value) => document.resolve(value))
    .find((value) => value?.["in"] === "header" && isNamed(value, "accept"));
  const schema = document.resolve(parameter?.["schema"]);
  const values = [schema?.["default"], schema?.["const"], schema?.["enum"]]
    .flat()
    .filter((value) => typeof value === "string");
  return schema?.["default"] === undefined ? (values.find((value) => value.includes("json")) ?? values[0]) : values[0];
}

function isNamed(parameter: JsonObject, name: string): boolean {
  return typeof parameter["name"] === "string" && parameter["name"].toLowerCase() === name;
}

function planParameter(name: string, location: ParameterLocation, parameter: JsonObject): ParameterPlan {
  const content = isJsonObject(parameter["content"]) ? Object.entries(parameter["content"])[0] : undefined;
  const { style: declaredStyle, explode, description } = parameter;
  const isStyle = typeof declaredStyle === "string" && STYLES[location].includes(declaredStyle);
  const style = isStyle ? (declaredStyle as ParameterStyle) : DEFAULT_STYLES[location];
  return {
    name,
    location,
    style,
    explode: typeof explode === "boolean" ? explode : style === "form" || style === "deepObject",
    isRequired: location === "path" || parameter["required"] === true,
    isDeprecated: parameter["deprecated"] === true,
    schema: content === undefined ? parameter["schema"] : isJsonObject(content[1]) ? content[1]["schema"] : undefined,
    ...(parameter["allowReserved"] === true ? { allowReserved: true } : {}),
    ...(content === undefined ? {} : { contentType: content[0] }),
    ...(typeof description === "string" && description !== "" ? { description } : {}),
  };
}
