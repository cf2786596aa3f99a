import { isJsonObject, type JsonObject, type JsonValue } from "@postern/core";
import type { OperationEntry, SecurityRequirements, Server } from "../document/document-index.ts";
import type { OpenApiDocument } from "../document/openapi-document.ts";
import { planBodies, type BodyPlan } from "./body-plan.ts";
import { acceptParameter, planParameters, type ParameterPlan } from "./parameter-plan.ts";
import { planResponses, type ResponsePlan } from "./response-plan.ts";

/** How an operation is called: what its request is made of, and what its answers are. */
export interface OperationPlan {
  readonly entry: OperationEntry;
  readonly parameters: readonly ParameterPlan[];
  /** Parameters stand in groups by where they go, because two of them, or one and the body, have the same name. */
  readonly isGrouped: boolean;
  /** The media types a body may have, preferred first; none where the operation takes no body. */
  readonly bodies: readonly BodyPlan[];
  readonly bodyDescription?: string;
  readonly isBodyRequired: boolean;
  readonly responses: ResponsePlan;
  readonly servers: readonly Server[];
  readonly security: SecurityRequirements;
}

/** Names that a flat input gives to the body. */
const BODY_NAMES: ReadonlySet<string> = new Set(["body", "contentType"]);

/** Reads an operation. */
export function planOperation(document: OpenApiDocument, entry: OperationEntry): OperationPlan {
  const operation = document.readOperation(entry);
  const declared = (operation["parameters"] ?? []) as readonly JsonValue[];
  // 2.0 has bodies among the parameters; a reference to one is left standing there by an upgrade.
  const isBody = (parameter: JsonValue): boolean =>
    isJsonObject(parameter) && isReferenceTo(parameter["$ref"], "#/components/requestBodies/");
  const parameters = planParameters(
    document,
    declared.filter((parameter) => !isBody(parameter)),
  );
  const bodies = [operation["requestBody"], ...declared.filter(isBody)]
    .map((body) => document.resolve(body))
    .filter((body) => body !== undefined);
  const body = bodies.length === 0 ? undefined : mergedBody(bodies);
  const description = body?.["description"];
  const names = parameters.map((parameter) => parameter.name);
  const accept = acceptParameter(document, declared);
  const responses = planResponses(document, operation, entry.method);
  const bodyPlans = body === undefined ? [] : planBodies(document, body);
  return {
    entry,
    parameters,
    isGrouped:
      new Set(names).size < names.length || (bodyPlans.length > 0 && names.some((name) => BODY_NAMES.has(name))),
    bodies: bodyPlans,
    ...(typeof description === "string" && description !== "" ? { bodyDescription: description } : {}),
    isBodyRequired: bodies.some((candidate) => candidate["required"] === true),
    responses: accept === undefined ? responses : { ...responses, accept },
    servers: (operation["servers"] ?? document.index.servers) as readonly Server[],
    security: (operation["security"] ?? document.index.security) as SecurityRequirements,
  };
}

function isReferenceTo(reference: JsonValue | undefined, section: string): boolean {
  return typeof reference === "string" && reference.startsWith(section);
}

/** Several bodies are 2.0's form fields, each referred to on its own: together they are one form. */
function mergedBody(bodies: readonly JsonObject[]): JsonObject {
  const [first = {}, ...others] = bodies;
  return others.reduce((merged, other) => {
    const content: Record<string, JsonValue> = { ...(merged["content"] as JsonObject | undefined) };
    for (const [mediaType, media] of Object.entries((other["content"] ?? {}) as JsonObject)) {
      content[mediaType] = mergedForm(content[mediaType], media);
    }
    return { ...merged, content };
  }, first);
}

function mergedForm(one: JsonValue | undefined, other: JsonValue): JsonValue {
  if (!isJsonObject(one) || !isJsonObject(other)) {
    return one ?? other;
  }
  const schemas = [one["schema"], other["schema"]].map((schema) => (isJsonObject(schema) ? schema : {}));
  const required = schemas.flatMap((schema) => (Array.isArray(schema["required"]) ? schema["required"] : []));
  const properties = Object.assign({}, ...schemas.map((schema) => schema["properties"])) as JsonObject;
  const encoding = { ...(one["encoding"] as JsonObject), ...(other["encoding"] as JsonObject) };
  return { schema: { type: "object", properties, required }, encoding };
}
