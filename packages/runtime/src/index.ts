// The runtime
export { createRuntime } from "./runtime.ts";
export type { RuntimeOptions } from "./options.ts";
export type { ReadyOptions, Runtime, ToolFace, ToolRuntime, ViewOptions } from "./runtime-types.ts";
// Search and describe
export type { Detail, SearchOptions, SearchReply, SearchRequest, SearchResult } from "./runtime-types.ts";
// Execute and call
export type {
  CallAnswer,
  CallOptions,
  CallRecord,
  CallStatus,
  ElicitationHandler,
  ExecuteOptions,
  ExecuteReply,
  ExecuteRequest,
  ExecutionError,
  ExecutionProgress,
  ExecutionRecord,
} from "./runtime-types.ts";
export { failedResult } from "./tool-error.ts";
// What sources offer besides tools
export type { NamespaceLog, NamespaceOffers, OfferAccess, OfferChange, SourceOffers } from "./offer-types.ts";
// Watching and deciding
export type { CallAbout, ExecutionAbout, Interceptor, SearchAbout } from "./interceptors.ts";
// Sources
export type { SourceReport } from "./runtime-types.ts";
// Checking scripts
export { POSTERN_DECLARATIONS } from "./postern-global.ts";
// Functions as tools
export { createFunctionSource } from "./function-source.ts";
export type { FunctionSource, FunctionTool } from "./function-source.ts";
