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
  return hostFunction(text);
}

/** A number for the next call. */
export function takeCallId(): number {
  const id = nextCallId;
  nextCallId += 1;
  return id;
}
