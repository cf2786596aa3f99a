// What checks a configuration, without what reads documents and sends requests
export { openApiEntrySchema } from "./options.ts";
export type { OpenApiEntry } from "./options.ts";
