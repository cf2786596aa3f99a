import type { LogEntry } from "@postern/core";
import type { CallRecord } from "../runtime-types.ts";

/** Lines cut to a size. */
export interface Fitted<Line> {
  readonly lines: readonly Line[];
  /** What to say of the rest. */
  readonly notice?: string;
}

/** A log line is cut to this share of the room for all of them. */
const LINE_SHARE = 0.25;

/** The first and the last log lines that fit, since what went wrong stands at the end and why at the start. */
export function fitLogs(logs: readonly LogEntry[], maxChars: number): Fitted<LogEntry> {
  const lineChars = Math.floor(maxChars * LINE_SHARE);
  const lines = logs.map(({ level, text }) =>
    text.length > lineChars
      ? { level, text: `${text.slice(0, lineChars)} … [${text.length} characters]` }
      : { level, text },
  );
  const sizes = lines.map((line) => JSON.stringify(line).length + 1);
  const kept = ends(sizes, maxChars);
  if (kept.isAll) {
    return { lines };
  }
  const shown = [...lines.slice(0, kept.head), ...lines.slice(lines.length - kept.tail)];
  return {
    lines: shown,
    notice: `Logs: the first ${kept.head} and the last ${kept.tail} of ${lines.length} lines are shown.`,
  };
}

/** Every call where they fit; otherwise calls alike in a row as one line, and of those the ends. */
export function fitCalls(calls: readonly CallRecord[], maxChars: number): Fitted<CallRecord> {
  const sizes = (records: readonly CallRecord[]): number[] =>
    records.map((record) => JSON.stringify(record).length + 1);
  if (ends(sizes(calls), maxChars).isAll) {
    return { lines: calls };
  }
  const merged = mergeAlike(calls);
  const kept = ends(sizes(merged), maxChars);
  if (kept.isAll) {
    return { lines: merged };
  }
  const shown = [...merged.slice(0, kept.head), ...merged.slice(merged.length - kept.tail)];
  const covered = shown.reduce((sum, record) => sum + (record.count ?? 1), 0);
  return { lines: shown, notice: `Calls: the first and the last are shown, ${covered} of ${calls.length}.` };
}

function mergeAlike(calls: readonly CallRecord[]): readonly CallRecord[] {
  const merged: CallRecord[] = [];
  for (const call of calls) {
    const last = merged.at(-1);
    if (last !== undefined && last.path === call.path && last.status === call.status && last.code === call.code) {
      const ms = Math.round((last.ms + call.ms) * 10) / 10;
      merged[merged.length - 1] = { ...last, ms, count: (last.count ?? 1) + 1 };
    } else {
      merged.push(call);
    }
  }
  return merged;
}

interface Ends {
  readonly head: number;
  readonly tail: number;
  readonly isAll: boolean;
}

/** How many from the start and how many from the end fit. */
function ends(sizes: readonly number[], maxChars: number): Ends {
  const total = sizes.reduce((sum, size) => sum + size, 0);
  if (total <= maxChars) {
    return { head: sizes.length, tail: 0, isAll: true };
  }
  return { head: countFrom(sizes, maxChars / 2), tail: countFrom(sizes.toReversed(), maxChars / 2), isAll: false };
}

function countFrom(sizes: readonly number[], maxChars: number): number {
  let used = 0;
  const end = sizes.findIndex((size) => {
    used += size;
    return used > maxChars;
  });
  return end === -1 ? sizes.length : end;
}
