import {
  BYTES_SCHEMA,
  isJsonObject,
  VOID_SCHEMA,
  type JsonObject,
  type JsonSchema,
  type JsonValue,
} from "@postern/core";
import type { BodyPlan } from "./body-plan.ts";
import { isBinarySchema } from "./media-types.ts";
import type { OperationPlan } from "./operation-plan.ts";
import type { ParameterLocation, ParameterPlan } from "./parameter-plan.ts";
import type { AnswerPlan } from "./response-plan.ts";
import { BYTES_INPUT_SCHEMA, FILE_INPUT_SCHEMA, type SchemaConverter } from "./schema-converter.ts";

const LOCATIONS: readonly ParameterLocation[] = ["path", "query", "header", "cookie"];

/**
 * What a call takes: one object with the parameters by name, `body`, and `contentType` where the body has several. If
 * names clash, the parameters stand in `path`, `query`, `header` and `cookie`.
 */
export function inputSchema(plan: OperationPlan, converter: SchemaConverter): JsonObject {
  const references = new Set<string>();
  const members: Members = { properties: {}, required: [] };
  for (const group of plan.isGrouped ? LOCATIONS : [undefined]) {
    const parameters = plan.parameters.filter(({ location }) => group === undefined || location === group);
    const target: Members = group === undefined ? members : { properties: {}, required: [] };
    for (const parameter of parameters) {
      addMember(target, parameter, parameterSchema(parameter, converter, references));
    }
    if (group !== undefined && parameters.length > 0) {
      addMember(members, { name: group, isRequired: target.required.length > 0 }, objectSchema(target));
    }
  }
  if (plan.bodies.length > 0) {
    addMember(members, { name: "body", isRequired: plan.isBodyRequired }, bodySchema(plan, converter, references));
  }
  if (plan.bodies.length > 1) {
    const mediaTypes = plan.bodies.map(({ mediaType }) => mediaType);
    const description = "The body's media type. Default: the one that fits the body.";
    addMember(members, { name: "contentType", isRequired: false }, { enum: mediaTypes, description });
  }
  return converter.withDefinitions(objectSchema(members), references);
}

/** What a call answers, where the document says it. */
export function outputSchema(plan: OperationPlan, converter: SchemaConverter): JsonObject | undefined {
  const { answers } = plan.responses;
  if (answers === undefined) {
    return undefined;
  }
  const references = new Set<string>();
  const schemas = answers.map((answer) => answerSchema(answer, converter, references));
  const [only] = schemas;
  const schema = schemas.length === 1 ? only : { anyOf: schemas };
  return isJsonObject(schema) ? converter.withDefinitions(schema, references) : undefined;
}

interface Members {
  readonly properties: Record<string, JsonValue>;
  readonly required: string[];
}

interface Member {
  readonly name: string;
  readonly isRequired: boolean;
}

/** `__proto__` is a name like any other here, so it is defined and not assigned. */
function addMember(members: Members, { name, isRequired }: Member, value: JsonSchema): void {
  Object.defineProperty(members.properties, name, { value, enumerable: true, configurable: true, writable: true });
  if (isRequired) {
    members.required.push(name);
  }
}

function objectSchema({ properties, required }: Members): JsonObject {
  return {
    type: "object",
    properties,
    ...(required.length === 0 ? {} : { required }),
    additionalProperties: false,
  };
}

function parameterSchema(parameter: ParameterPlan, converter: SchemaConverter, references: Set<string>): JsonSchema {
  const schema = converter.convert(parameter.schema ?? {}, "request", references);
  return described(schema, parameter.description, parameter.isDeprecated);
}

function bodySchema(plan: OperationPlan, converter: SchemaConverter, references: Set<string>): JsonSchema {
  const schemas = plan.bodies.map((body) => oneBodySchema(body, converter, references));
  const [only = true] = schemas;
  return described(schemas.length === 1 ? only : { anyOf: distinct(schemas) }, plan.bodyDescription, false);
}

function oneBodySchema({ kind, schema }: BodyPlan, converter: SchemaConverter, references: Set<string>): JsonSchema {
  switch (kind) {
    case "json":
      return converter.convert(schema, "request", references);
    case "multipart":
      // A form of which the document says only that it is one: any fields.
      return isBinarySchema(schema) || schemaType(schema) === "string"
        ? { type: "object", additionalProperties: FILE_INPUT_SCHEMA }
        : converter.convert(formSchema(schema), "form", references);
    case "form":
      return converter.convert(formSchema(schema), "form", references);
    case "text":
      return textSchema(schema, converter, references);
    default:
      return BYTES_INPUT_SCHEMA;
  }
}

/** A form is an object, also where the document says nothing of it. */
function formSchema(schema: JsonValue | undefined): JsonValue {
  const saysNothing = !isJsonObject(schema) || Object.keys(schema).length === 0;
  return saysNothing ? { type: "object" } : schema;
}

function schemaType(schema: JsonValue | undefined): JsonValue | undefined {
  return isJsonObject(schema) ? schema["type"] : undefined;
}

/** Text stays text: a schema that wants an object, as XML's do, says nothing about how to write it. */
function textSchema(schema: JsonValue | undefined, converter: SchemaConverter, references: Set<string>): JsonSchema {
  if (isJsonObject(schema) && schema["type"] === "string") {
    return converter.convert(schema, "request", references);
  }
  return { type: "string" };
}

function answerSchema({ kind, schema }: AnswerPlan, converter: SchemaConverter, references: Set<string>): JsonSchema {
  switch (kind) {
    case "nothing":
      return VOID_SCHEMA;
    case "json":
      return converter.convert(schema, "response", references);
    case "text":
    case "form":
      return { type: "string" };
    default:
      return BYTES_SCHEMA;
  }
}

function described(schema: JsonSchema, description: string | undefined, isDeprecated: boolean): JsonSchema {
  if (schema === false || (description === undefined && !isDeprecated)) {
    return schema;
  }
  return {
    ...(schema === true ? {} : schema),
    ...(description === undefined ? {} : { description }),
    ...(isDeprecated ? { deprecated: true } : {}),
  };
}

function distinct(schemas: readonly JsonSchema[]): JsonSchema[] {
  return [...new Map(schemas.map((schema) => [JSON.stringify(schema), schema])).values()];
}
