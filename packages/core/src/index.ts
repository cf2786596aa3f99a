// Values
export { BYTES_SCHEMA, isJsonObject, VOID_SCHEMA } from "./json.ts";
export type { JsonObject, JsonPrimitive, JsonSchema, JsonValue, ScriptObject, ScriptValue } from "./json.ts";
// Tools and what they answer
export type {
  ContentBlock,
  EmbeddedResourceContent,
  MediaContent,
  ResourceLinkContent,
  TextContent,
  ToolResult,
} from "./content.ts";
export type { Tool, ToolAnnotations } from "./tool.ts";
// Sources
export type { CallClient, ClientRequest } from "./call-client.ts";
export type { Completion, CompletionRequest } from "./completion.ts";
export type { ElicitationAnswer, ElicitationRequest } from "./elicitation.ts";
export type {
  ClientDetails,
  Prompt,
  PromptArgument,
  PromptMessage,
  PromptResult,
  Resource,
  ResourceContents,
  ResourceTemplate,
} from "./resource.ts";
export type { CallContext, CallProgress, Source, SourceState, SourceStatus } from "./source.ts";
export { isLogged, UPSTREAM_LOG_LEVELS } from "./upstream-log.ts";
export type { UpstreamLog, UpstreamLogLevel, UpstreamLogReader } from "./upstream-log.ts";
// The catalog and its names
export { createCatalog, findNamespace, findTool } from "./catalog.ts";
export type { Catalog, CatalogEntry, CatalogNamespace, CatalogTool } from "./catalog.ts";
export {
  compareCodeUnits,
  isIdentifier,
  isReservedMember,
  memberExpression,
  memberIdentifiers,
  namespaceIdentifiers,
  shortHash,
} from "./naming.ts";
export { contentHash } from "./content-hash.ts";
export { nearestNames } from "./nearest.ts";
// Sandboxes
export { DEFAULT_BUDGET } from "./budget.ts";
export type { Budget } from "./budget.ts";
export type {
  CallFailure,
  CallPath,
  CallReply,
  GuestError,
  GuestMember,
  GuestNamespace,
  Isolation,
  LogEntry,
  LogLevel,
  PreparedScript,
  RunClock,
  RunOptions,
  RunOutcome,
  RunRecord,
  Sandbox,
  SandboxCapabilities,
  ScriptHost,
  Usage,
} from "./sandbox.ts";
// Search
export type { SearchAnswer, SearchIndex, SearchMatch, SearchQuery } from "./search-index.ts";
// Storage
export { createMemoryStore } from "./memory-store.ts";
export type { Store } from "./store.ts";
// Errors
export { errorMessage, FAILURE_CODES, isPosternError, PosternError } from "./errors.ts";
export type { FailureCode, PosternErrorCode } from "./errors.ts";
