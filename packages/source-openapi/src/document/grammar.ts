/**
 * What an OpenAPI document is made of, as far as calling its operations needs it: which members of which object hold
 * what. Everything that is not named here (examples, extensions, callbacks, links, prose) is left out of the lean
 * document, and a `$ref` that stands there is no reference. OpenAPI 3.1, section 4.8; Swagger 2.0, "Schema".
 */
export type Kind =
  | "document"
  | "components"
  | "pathItem"
  | "operation"
  | "parameter"
  | "requestBody"
  | "response"
  | "header"
  | "mediaType"
  | "encoding"
  | "schema";

/** How a member's value is made up: one object of a kind, a list or a map of them, or plain data kept as it is. */
export type Shape = { readonly one: Kind } | { readonly list: Kind } | { readonly map: Kind } | { readonly data: true };

const one = (kind: Kind): Shape => ({ one: kind });
const list = (kind: Kind): Shape => ({ list: kind });
const map = (kind: Kind): Shape => ({ map: kind });
const data: Shape = { data: true };

function dataMembers(names: string): Record<string, Shape> {
  return Object.fromEntries(names.split(" ").map((name) => [name, data]));
}

const OPERATION_METHODS = "get put post delete options head patch trace";

/** The members of every kind. A schema keeps members that are not listed; every other kind drops them. */
export const GRAMMAR: Readonly<Record<Kind, Readonly<Record<string, Shape>>>> = {
  document: {
    ...dataMembers("openapi swagger info host basePath schemes consumes produces servers security securityDefinitions"),
    paths: map("pathItem"),
    components: one("components"),
    definitions: map("schema"),
    parameters: map("parameter"),
    responses: map("response"),
  },
  components: {
    ...dataMembers("securitySchemes"),
    schemas: map("schema"),
    parameters: map("parameter"),
    responses: map("response"),
    requestBodies: map("requestBody"),
    headers: map("header"),
    pathItems: map("pathItem"),
  },
  pathItem: {
    ...dataMembers("servers"),
    ...Object.fromEntries(OPERATION_METHODS.split(" ").map((method) => [method, one("operation")])),
    parameters: list("parameter"),
  },
  operation: {
    ...dataMembers("operationId summary description tags deprecated security servers consumes produces schemes"),
    parameters: list("parameter"),
    requestBody: one("requestBody"),
    responses: map("response"),
  },
  parameter: {
    ...dataMembers("name in description required deprecated style explode allowReserved allowEmptyValue"),
    ...dataMembers("type format default enum collectionFormat maximum exclusiveMaximum minimum exclusiveMinimum"),
    ...dataMembers("maxLength minLength pattern maxItems minItems uniqueItems multipleOf x-nullable"),
    items: one("schema"),
    schema: one("schema"),
    content: map("mediaType"),
  },
  requestBody: { ...dataMembers("description required"), content: map("mediaType") },
  response: { ...dataMembers("description"), content: map("mediaType"), schema: one("schema") },
  header: { schema: one("schema") },
  mediaType: { schema: one("schema"), encoding: map("encoding") },
  encoding: { ...dataMembers("contentType style explode allowReserved"), headers: map("header") },
  schema: {
    ...Object.fromEntries(["if", "then", "else"].map((keyword) => [keyword, one("schema")])),
    properties: map("schema"),
    patternProperties: map("schema"),
    $defs: map("schema"),
    definitions: map("schema"),
    dependentSchemas: map("schema"),
    items: one("schema"),
    additionalProperties: one("schema"),
    additionalItems: one("schema"),
    unevaluatedProperties: one("schema"),
    unevaluatedItems: one("schema"),
    propertyNames: one("schema"),
    contains: one("schema"),
    contentSchema: one("schema"),
    not: one("schema"),
    allOf: list("schema"),
    anyOf: list("schema"),
    oneOf: list("schema"),
    prefixItems: list("schema"),
  },
};

/** The methods of a path item that are operations. */
export const METHODS: readonly string[] = OPERATION_METHODS.split(" ");
