import { isPosternError } from "@postern/core";
import { destination, pino, type DestinationStream } from "pino";
import pretty from "pino-pretty";
import type { LogFormat, LogLevel } from "../config/observe-schema.ts";

/**
 * All that can be logged: ids, names out of the configuration, codes and numbers. There is no field for a header, a token,
 * a script, an argument, a result or the message of an error, so none can end up here.
 */
export interface LogFields {
  readonly executionId?: string | undefined;
  readonly callId?: number | undefined;
  readonly traceId?: string | undefined;
  /** A client's name. */
  readonly client?: string | undefined;
  readonly namespace?: string | undefined;
  /** `github.list_issues` */
  readonly target?: string | undefined;
  /** `completed`, `ok` or a code. */
  readonly outcome?: string | undefined;
  readonly ms?: number | undefined;
  readonly calls?: number | undefined;
  readonly tools?: number | undefined;
  /** A source's state. */
  readonly state?: string | undefined;
  /** Why a source is in that state, as its status says it: without secrets by contract. */
  readonly reason?: string | undefined;
  /** One of the routes that the gateway knows. */
  readonly route?: string | undefined;
  readonly status?: number | undefined;
  /** The endpoint as clients reach it. */
  readonly url?: string | undefined;
  /** Where the gateway listens. */
  readonly address?: string | undefined;
  readonly signal?: string | undefined;
  /** Only its class and code are written. */
  readonly error?: unknown;
}

/** Writes a line. */
export type Log = (level: Exclude<LogLevel, "silent">, message: string, fields?: LogFields) => void;

/** A log on stderr. Disposing it writes what is left. */
export interface LogWriter extends Disposable {
  readonly log: Log;
}

/** How to log. */
export interface LogOptions {
  readonly level: LogLevel;
  readonly format: LogFormat;
}

/** What a reader of stderr that does not read may keep waiting; more is dropped, so that the gateway never waits. */
const MAX_WAITING_BYTES = 1024 * 1024;
const STDERR = 2;

/** Opens the log. Levels below the one asked for cost a comparison. */
export function openLog({ level, format }: LogOptions): LogWriter {
  const stderr = destination({ dest: STDERR, sync: false, minLength: 0, maxLength: MAX_WAITING_BYTES });
  const logger = pino(
    { level, base: null, timestamp: () => `,"time":"${new Date().toISOString()}"`, formatters: { level: asLabel } },
    format === "json" ? stderr : prettyStream(stderr),
  );
  return {
    log: (severity, message, { error, ...fields } = {}) => {
      if (logger.isLevelEnabled(severity)) {
        logger[severity](error === undefined ? fields : { ...fields, ...errorFields(error) }, message);
      }
    },
    [Symbol.dispose]: () => stderr.flushSync(),
  };
}

function asLabel(label: string): { readonly level: string } {
  return { level: label };
}

function prettyStream(stderr: DestinationStream): DestinationStream {
  return pretty({ destination: stderr as never, colorize: true, singleLine: true, translateTime: "SYS:HH:MM:ss" });
}

/** Messages of errors may quote what came over the wire. */
function errorFields(error: unknown): { readonly error: string } {
  if (isPosternError(error)) {
    return { error: error.code };
  }
  const name = error instanceof Error ? error.name : typeof error;
  return { error: error instanceof Error && "code" in error ? `${name} ${String(error.code)}` : name };
}
