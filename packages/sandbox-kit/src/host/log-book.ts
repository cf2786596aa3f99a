import type { Budget, LogEntry, LogLevel } from "@postern/core";
import { logLimitMessage } from "./messages.ts";

/** Index is the level on the wire; see `METHODS` in `../guest/console.ts`. */
const LOG_LEVELS: readonly LogLevel[] = ["debug", "info", "log", "warn", "error"];

/** Lines that any budget allows, and bytes of `maxLogBytes` that allow one more. */
const LEAST_LINES = 1000;
const BYTES_PER_LINE = 64;

/** Keeps a script's log lines up to the budget. */
export class LogBook {
  readonly entries: LogEntry[] = [];
  /** So that empty lines are not without end. */
  readonly maxLogLines: number;
  bytes = 0;
  readonly #budget: Budget;
  readonly #onLog: ((entry: LogEntry) => void) | undefined;
  #isFull = false;

  constructor(budget: Budget, onLog: ((entry: LogEntry) => void) | undefined) {
    this.#budget = budget;
    this.#onLog = onLog;
    this.maxLogLines = LEAST_LINES + Math.ceil(budget.maxLogBytes / BYTES_PER_LINE);
  }

  /** Takes a frame's text: a digit for the level, and the line as a JSON string. */
  add(text: string): void {
    if (this.#isFull) {
      return;
    }
    const line: unknown = JSON.parse(text.slice(1));
    const level = LOG_LEVELS[Number(text[0])];
    if (typeof line !== "string" || level === undefined) {
      throw new SyntaxError("not a log frame");
    }
    const bytes = Buffer.byteLength(line);
    if (this.bytes + bytes > this.#budget.maxLogBytes || this.entries.length >= this.maxLogLines) {
      this.#isFull = true;
      this.#keep({ level: "warn", text: logLimitMessage(this.#budget) });
      return;
    }
    this.bytes += bytes;
    this.#keep({ level, text: line });
  }

  #keep(entry: LogEntry): void {
    this.entries.push(entry);
    this.#onLog?.(entry);
  }
}
