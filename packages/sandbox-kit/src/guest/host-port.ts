import { NativeRangeError } from "./primordials.ts";

/**
 * The only way out of the guest: a function of the driver that takes text and may answer text at once. The first letter
 * of the text says what it is; `docs` of the letters are in `../protocol/frames.ts`.
 */
export type HostFunction = (text: string) => string | undefined;

let hostFunction: HostFunction = () => undefined;
let nextCallId = 1;

/** Connects the guest half; once, before any script runs. */
export function connectHost(host: HostFunction): void {
  hostFunction = host;
}

/** Sends text to the host or asks the driver for a text. */
export function host(text: string): string | undefined {
  try {
    return hostFunction(text);
  } catch {
    // Only a stack that is full throws here, and its error may be of another realm: it is not passed on.
    throw new NativeRangeError("Maximum call stack size exceeded");
  }
}

/** A number for the next call. */
export function takeCallId(): number {
  const id = nextCallId;
  nextCallId += 1;
  return id;
}
