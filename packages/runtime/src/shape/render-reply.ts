import type { JsonValue, LogEntry } from "@postern/core";
import type { CallRecord, ExecutionError } from "../runtime-types.ts";

/** A reply before it has its text. */
export interface Renderable {
  readonly status: "completed" | "failed";
  readonly value?: JsonValue;
  readonly error?: ExecutionError;
  readonly logs: readonly LogEntry[];
  readonly calls: readonly CallRecord[];
  readonly notices: readonly string[];
}

/** The reply as text for a model: the value or the error, then what was logged and called. Says nothing twice. */
export function renderReply(reply: Renderable): string {
  const parts = [reply.error === undefined ? renderValue(reply.value) : renderError(reply.error)];
  parts.push(...reply.notices.map((notice) => `Note: ${notice}`));
  if (reply.logs.length > 0) {
    parts.push(["Logs:", ...reply.logs.map(renderLog)].join("\n"));
  }
  if (reply.calls.length > 0) {
    parts.push(["Calls:", ...reply.calls.map(renderCall)].join("\n"));
  }
  return parts.filter((part) => part !== "").join("\n\n");
}

function renderValue(value: JsonValue | undefined): string {
  return typeof value === "string" ? value : value === undefined ? "" : JSON.stringify(value);
}

function renderError(error: ExecutionError): string {
  const column = error.column === undefined ? "" : `, column ${error.column}`;
  const at = error.line === undefined ? "" : ` at line ${error.line}${column}`;
  const name = error.name === undefined || error.message.startsWith(error.name) ? "" : `${error.name}: `;
  const head = `${error.code}${at}: ${name}${error.message}`;
  return error.frame === undefined ? head : `${head}\n\n${error.frame}`;
}

function renderLog({ level, text }: LogEntry): string {
  return level === "log" || level === "info" ? text : `[${level}] ${text}`;
}

function renderCall({ path, ms, status, code, count }: CallRecord): string {
  const times = count === undefined ? "" : ` × ${count}`;
  return `${path}${times} ${status}${code === undefined ? "" : ` ${code}`} ${ms} ms`;
}
