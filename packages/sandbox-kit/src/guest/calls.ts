import { decode } from "./decode.ts";
import { encode } from "./encode.ts";
import { bridgeCode, createBridgeError, createOversize, OversizeError } from "./errors.ts";
import type { BridgeErrorParts } from "./errors.ts";
import { host, takeCallId } from "./host-port.ts";
import { limits } from "./limits.ts";
import { jsonParse, mapDelete, mapGet, mapSet, NativeError, NativeMap, NativePromise } from "./primordials.ts";

interface PendingCall {
  readonly resolve: (value: unknown) => void;
  readonly reject: (reason: unknown) => void;
  /** Made where the script made the call: a failure is reported there. */
  readonly site: Error;
}

const pending = new NativeMap<number, PendingCall>();

/** Sends a call to the host. What cannot be sent rejects; nothing throws at once, as with any async function. */
export function startCall(namespace: number, place: number, args: readonly unknown[]): Promise<unknown> {
  const site = new NativeError("");
  return new NativePromise((resolve, reject) => {
    let wire: string;
    try {
      wire = encodeArguments(args);
    } catch (error) {
      reject(bridgeCode(error) === undefined ? error : createBridgeError(error as BridgeErrorParts, site));
      return;
    }
    const id = takeCallId();
    mapSet(pending, id, { resolve, reject, site });
    host(`C${id},${namespace},${place},${wire}`);
  });
}

function encodeArguments(args: readonly unknown[]): string {
  try {
    return encode(args, "arguments", limits.maxArgumentBytes);
  } catch (error) {
    if (error instanceof OversizeError) {
      throw createOversize(
        `Arguments are longer than ${limits.maxArgumentBytes} bytes as JSON; raise budget.maxArgumentBytes or send less per call.`,
      );
    }
    throw error;
  }
}

/** The host answered a call with a value. */
export function resolveCall(id: number, wire: string): void {
  const call = mapGet(pending, id);
  if (call === undefined) {
    return;
  }
  mapDelete(pending, id);
  let value: unknown;
  try {
    value = decode(wire);
  } catch (error) {
    call.reject(error);
    return;
  }
  call.resolve(value);
}

/** The host answered a call with an error. */
export function rejectCall(id: number, text: string): void {
  const call = mapGet(pending, id);
  if (call !== undefined) {
    mapDelete(pending, id);
    const parts = jsonParse(text) as { name: string; message: string; code: string };
    call.reject(createBridgeError(parts, call.site));
  }
}
