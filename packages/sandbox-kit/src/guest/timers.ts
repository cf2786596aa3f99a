import { host } from "./host-port.ts";
import { defineHidden, global, NativeTypeError, now, reflectApply } from "./primordials.ts";

/** A timer, in a list sorted by when it is due. */
interface Timer {
  readonly id: number;
  readonly dueMs: number;
  readonly callback: (...values: unknown[]) => unknown;
  readonly values: readonly unknown[];
  next: Timer | null;
}

/** The longest delay that browsers and Node keep; longer ones fire at once there, here they are cut. */
const MAX_DELAY_MS = 2 ** 31 - 1;

let first: Timer | null = null;
let nextId = 1;

/** Puts `setTimeout` and `clearTimeout` into the world. The host keeps the clock: one wake-up is asked for at a time. */
export function installTimers(): void {
  defineHidden(global, "setTimeout", setTimeout);
  defineHidden(global, "clearTimeout", clearTimeout);
}

function setTimeout(callback: unknown, delayMs?: unknown, ...values: unknown[]): number {
  if (typeof callback !== "function") {
    throw new NativeTypeError("setTimeout takes a function and a number of milliseconds");
  }
  const delay = +(delayMs as number);
  const id = nextId;
  nextId += 1;
  const dueMs = now() + (delay > 0 ? (delay < MAX_DELAY_MS ? delay : MAX_DELAY_MS) : 0);
  insert({ id, dueMs, callback: callback as Timer["callback"], values, next: null });
  return id;
}

function insert(timer: Timer): void {
  let before: Timer | null = null;
  for (let at = first; at !== null && at.dueMs <= timer.dueMs; at = at.next) {
    before = at;
  }
  if (before === null) {
    timer.next = first;
    first = timer;
    askForWake();
  } else {
    timer.next = before.next;
    before.next = timer;
  }
}

function clearTimeout(id: unknown): void {
  let before: Timer | null = null;
  for (let at = first; at !== null; at = at.next) {
    if (at.id === id) {
      if (before === null) {
        first = at.next;
        askForWake();
      } else {
        before.next = at.next;
      }
      return;
    }
    before = at;
  }
}

function askForWake(): void {
  if (first === null) {
    host("W");
    return;
  }
  const delay = first.dueMs - now();
  host(`W${delay > 0 ? delay : 0}`);
}

/** Runs the first due timer and asks to be woken for the next. One at a time, so that jobs run between two. */
export function wake(): void {
  const timer = first;
  if (timer !== null && timer.dueMs <= now()) {
    first = timer.next;
    askForWakeUnlessIdle();
    reflectApply(timer.callback, undefined, timer.values);
  } else {
    askForWakeUnlessIdle();
  }
}

function askForWakeUnlessIdle(): void {
  if (first !== null) {
    askForWake();
  }
}
