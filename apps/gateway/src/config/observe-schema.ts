import { z } from "zod";

/** The levels of the log that can be asked for, from everything to nothing. */
export const LOG_LEVELS = ["debug", "info", "warn", "error", "silent"] as const;

/** A level of the log. */
export type LogLevel = (typeof LOG_LEVELS)[number];

/** How lines of the log look: `json`, one object each; `pretty`, for people. */
export type LogFormat = "json" | "pretty";

/** What is logged, and how. */
export interface LogEntry {
  readonly level?: LogLevel | undefined;
  readonly format?: LogFormat | undefined;
}

/** The collector that traces are sent to. */
export interface TracesEntry {
  readonly endpoint: string;
  readonly headers?: Readonly<Record<string, string>> | undefined;
}

/** The keys of a configuration that say how the gateway is seen. */
export interface ObserveKeys {
  readonly log?: LogLevel | LogEntry | undefined;
  readonly audit?: string | undefined;
  readonly traces?: TracesEntry | undefined;
}

const text = z.string().min(1);
const level = z.enum(LOG_LEVELS);

/** The schema of `log`. */
export const logSchema: z.ZodType<LogLevel | LogEntry, LogLevel | LogEntry> = z
  .union([
    level,
    z.strictObject({
      level: level.optional().describe("Default info."),
      format: z
        .enum(["json", "pretty"])
        .optional()
        .describe("Default: pretty where stderr is a terminal, json elsewhere."),
    }),
  ])
  .describe("What `postern serve` writes to stderr: a level, or a level and a format.");

/** The schema of `audit`. */
export const auditSchema: z.ZodType<string, string> = text.describe(
  "A file that gets a JSON line before and after every execution and call. Variables are expanded.",
);

/** The schema of `traces`. */
export const tracesSchema: z.ZodType<TracesEntry, TracesEntry> = z
  .strictObject({
    endpoint: z
      .string()
      .regex(/^(?:https?:\/\/|\$\{)/u, "an http or https URL")
      .describe("An OpenTelemetry collector that takes OTLP over HTTP, as in http://127.0.0.1:4318."),
    headers: z.record(text, z.string()).optional().describe("Headers of what is sent. Variables are expanded."),
  })
  .describe("Sends traces. The standard OTEL_* variables turn them on as well.");
