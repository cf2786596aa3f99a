// The source
export { createOpenApiSource } from "./openapi-source.ts";
export { openApiEntrySchema } from "./options.ts";
export type { Credential, OpenApiEntry, OpenApiSettings, OpenApiSourceOptions, SecurityScheme } from "./options.ts";
export type { OperationFilter } from "./operations/operation-filter.ts";
// Documents without a source
export { createDocumentCache } from "./document/document-cache.ts";
export type { CachedDocument, DocumentCache } from "./document/document-cache.ts";
export { readOpenApiDocument } from "./document/read-document.ts";
export type { ReadDocumentOptions, ReadFile } from "./document/read-document.ts";
export type { OpenApiDocument } from "./document/openapi-document.ts";
export type {
  DocumentIndex,
  OperationEntry,
  Section,
  SecurityRequirements,
  Server,
  Span,
} from "./document/document-index.ts";
export type { IndexedDocument } from "./document/index-document.ts";
export { createOpenApiTools } from "./operations/create-tools.ts";
export type { OpenApiTools } from "./operations/create-tools.ts";
export type { OperationPlan } from "./operations/operation-plan.ts";
export type { BodyPlan } from "./operations/body-plan.ts";
export type { ParameterLocation, ParameterPlan } from "./operations/parameter-plan.ts";
export type { AnswerPlan, ResponsePlan } from "./operations/response-plan.ts";
export type { BodyKind } from "./operations/media-types.ts";
export type { ParameterStyle, Serialization } from "./request/serialize-parameter.ts";
