import type { JsonValue } from "./json.ts";

/** How grave a log message is, from the least on (RFC 5424, as MCP has it). */
export const UPSTREAM_LOG_LEVELS = [
  "debug",
  "info",
  "notice",
  "warning",
  "error",
  "critical",
  "alert",
  "emergency",
] as const;

/** One of {@link UPSTREAM_LOG_LEVELS}. */
export type UpstreamLogLevel = (typeof UPSTREAM_LOG_LEVELS)[number];

/** What an upstream logs for its clients. Untrusted data. */
export interface UpstreamLog {
  readonly level: UpstreamLogLevel;
  readonly logger?: string;
  readonly data: JsonValue;
}

/** Who reads what is logged during a call, from which level on. */
export interface UpstreamLogReader {
  readonly level: UpstreamLogLevel;
  readonly onMessage: (message: UpstreamLog) => void;
}

/** Whether a message is as grave as a reader wants it. */
export function isLogged(level: UpstreamLogLevel, wanted: UpstreamLogLevel): boolean {
  return UPSTREAM_LOG_LEVELS.indexOf(level) >= UPSTREAM_LOG_LEVELS.indexOf(wanted);
}
