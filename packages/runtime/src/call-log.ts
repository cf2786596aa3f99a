import { type CallProgress, isPosternError } from "@postern/core";
import type { CallRecord, CallStatus } from "./runtime-types.ts";

/** What happened to a call. */
export interface CallEvent {
  readonly startedCalls: number;
  readonly completedCalls: number;
  /** `github.list_issues ok, 12 ms` */
  readonly message: string;
}

/** A call to be made under the eyes of a log. */
export interface LoggedCall<Result> {
  readonly path: string;
  readonly signal: AbortSignal;
  readonly work: (onProgress: (progress: CallProgress) => void) => Promise<Result>;
}

/** The calls of one execution. */
export interface CallLog {
  /** Makes a call, tells of it, and keeps a record. */
  track<Result>(call: LoggedCall<Result>): Promise<Result>;
  /** The calls so far, in the order in which they began. Those under way count as aborted. */
  records(): readonly CallRecord[];
}

interface OpenRecord {
  readonly path: string;
  readonly startedAtMs: number;
  ended?: { readonly ms: number; readonly status: CallStatus; readonly code?: string };
}

/** A log without calls. */
export function createCallLog(onEvent: ((event: CallEvent) => void) | undefined): CallLog {
  const open: OpenRecord[] = [];
  let completedCalls = 0;
  const tell = (message: string): void => onEvent?.({ startedCalls: open.length, completedCalls, message });
  const end = (record: OpenRecord, status: CallStatus, code?: string): void => {
    const ms = elapsedMs(record);
    record.ended = code === undefined ? { ms, status } : { ms, status, code };
    completedCalls += 1;
    tell(`${record.path} ${status}, ${ms} ms`);
  };
  return {
    async track({ path, signal, work }) {
      const record: OpenRecord = { path, startedAtMs: performance.now() };
      open.push(record);
      tell(`${path} started`);
      try {
        const result = await work((progress) => tell(`${path}: ${progress.message ?? amount(progress)}`));
        end(record, "ok");
        return result;
      } catch (error) {
        end(record, signal.aborted ? "aborted" : "error", isPosternError(error) ? error.code : "INTERNAL");
        throw error;
      }
    },
    records: () =>
      open.map((record) => ({ path: record.path, ...(record.ended ?? { ms: elapsedMs(record), status: "aborted" }) })),
  };
}

function amount({ progress, total }: CallProgress): string {
  return total === undefined ? String(progress) : `${progress} of ${total}`;
}

function elapsedMs({ startedAtMs }: OpenRecord): number {
  return Math.round((performance.now() - startedAtMs) * 10) / 10;
}
