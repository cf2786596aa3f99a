import { host } from "./host-port.ts";
import {
  defineHidden,
  global,
  mapDelete,
  mapGet,
  mapSet,
  nativeLike,
  NativeMap,
  NativeTypeError,
  now,
  reflectApply,
} from "./primordials.ts";

/** A timer, in a pairing heap: the earliest is the root, and a flood of them costs little each. */
interface Timer {
  readonly id: number;
  readonly dueMs: number;
  readonly callback: (...values: unknown[]) => unknown;
  readonly values: readonly unknown[];
  isCleared: boolean;
  /** First child, and next child of the same parent. */
  child: Timer | null;
  sibling: Timer | null;
}

/** The longest delay that browsers and Node keep; longer ones fire at once there, here they are cut. */
const MAX_DELAY_MS = 2 ** 31 - 1;

let first: Timer | null = null;
let nextId = 1;
const byId = new NativeMap<number, Timer>();

/** Puts `setTimeout` and `clearTimeout` into the world. The host keeps the clock: one wake-up is asked for at a time. */
export function installTimers(): void {
  defineHidden(global, "setTimeout", nativeLike("setTimeout", setTimeout));
  defineHidden(global, "clearTimeout", nativeLike("clearTimeout", clearTimeout));
}

function setTimeout(callback: unknown, delayMs?: unknown, ...values: unknown[]): number {
  if (typeof callback !== "function") {
    throw new NativeTypeError("setTimeout takes a function and a number of milliseconds");
  }
  const delay = +(delayMs as number);
  const id = nextId;
  nextId += 1;
  const dueMs = now() + (delay > 0 ? (delay < MAX_DELAY_MS ? delay : MAX_DELAY_MS) : 0);
  const timer: Timer = {
    id,
    dueMs,
    callback: callback as Timer["callback"],
    values,
    isCleared: false,
    child: null,
    sibling: null,
  };
  mapSet(byId, id, timer);
  const before = first;
  first = before === null ? timer : meld(before, timer);
  if (first !== before) {
    askForWake();
  }
  return id;
}

/** The earlier of two roots, with the other below it. Of equals the elder comes first. */
function meld(left: Timer, right: Timer): Timer {
  const isLeftFirst = left.dueMs < right.dueMs || (left.dueMs === right.dueMs && left.id < right.id);
  const parent = isLeftFirst ? left : right;
  const child = isLeftFirst ? right : left;
  child.sibling = parent.child;
  parent.child = child;
  return parent;
}

/** The heap without its root: its children melded in pairs, and the pairs into one. */
function meldChildren(root: Timer): Timer | null {
  let pairs: Timer | null = null;
  let child = root.child;
  while (child !== null) {
    const other: Timer | null = child.sibling;
    const next: Timer | null = other === null ? null : other.sibling;
    child.sibling = null;
    let pair = child;
    if (other !== null) {
      other.sibling = null;
      pair = meld(child, other);
    }
    pair.sibling = pairs;
    pairs = pair;
    child = next;
  }
  let heap: Timer | null = null;
  while (pairs !== null) {
    const next: Timer | null = pairs.sibling;
    pairs.sibling = null;
    heap = heap === null ? pairs : meld(heap, pairs);
    pairs = next;
  }
  return heap;
}

/** A cleared timer stays in the heap until its turn and is then passed over. */
function clearTimeout(id: unknown): void {
  const timer = mapGet(byId, id as number);
  if (timer !== undefined) {
    timer.isCleared = true;
    mapDelete(byId, timer.id);
  }
}

function askForWake(): void {
  if (first !== null) {
    const delay = first.dueMs - now();
    host(`W${delay > 0 ? delay : 0}`);
  }
}

/** Runs the first due timer and asks to be woken for the next. One at a time, so that jobs run between two. */
export function wake(): void {
  while (first !== null && first.isCleared) {
    first = meldChildren(first);
  }
  const timer = first;
  if (timer === null || timer.dueMs > now()) {
    askForWake();
    return;
  }
  first = meldChildren(timer);
  mapDelete(byId, timer.id);
  askForWake();
  reflectApply(timer.callback, undefined, timer.values);
}
