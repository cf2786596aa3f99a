import {
  compareCodeUnits,
  isJsonObject,
  type JsonValue,
  PosternError,
  type ScriptValue,
  type Store,
} from "@postern/core";
import { decodeBase64, encodeBase64 } from "./shape/base64.ts";

/** Values of scripts that were too large to show, for later scripts of the same owner. */
export interface KeptResults {
  /** Keeps a value and answers its handle; `undefined` where it is larger than all that may be kept. */
  keep(owner: string, value: ScriptValue, hasBytes: boolean): Promise<string | undefined>;
  /** @throws {PosternError} INVALID_INPUT - no such handle, or no longer */
  read(owner: string, handle: string): Promise<ScriptValue>;
}

/** Options of {@link createKeptResults}. */
export interface KeptResultsOptions {
  readonly store: Store;
  readonly resultTtlMs: number;
  readonly maxKeptResultBytes: number;
}

const PREFIX = "results/";
/** Marks an object that stands for bytes, or one of the script's own that looks like it. */
const BYTES_KEY = "$postern.bytes";
const HANDLE = /^r[0-9a-z]{9}-[0-9a-z]+-[0-9a-f]{16}$/u;

/**
 * Keeps values in a store. A handle cannot be guessed and works for its owner only. The oldest go when the time or the
 * room is over; the time and the size are part of the key, so that nothing else has to be remembered.
 */
export function createKeptResults({ store, resultTtlMs, maxKeptResultBytes }: KeptResultsOptions): KeptResults {
  const makeRoom = async (neededBytes: number): Promise<void> => {
    const keys = (await store.keys(PREFIX)).toSorted((a, b) => compareCodeUnits(handleOf(a), handleOf(b)));
    let bytes = keys.reduce((sum, key) => sum + sizeOf(key), neededBytes);
    for (const key of keys) {
      if (bytes > maxKeptResultBytes || madeAtMs(key) < Date.now() - resultTtlMs) {
        bytes -= sizeOf(key);
        await store.delete(key);
      }
    }
  };
  return {
    async keep(owner, value, hasBytes) {
      const text = toText(value, hasBytes);
      if (text.length > maxKeptResultBytes) {
        return undefined;
      }
      await makeRoom(text.length);
      const handle = newHandle(text.length);
      await store.set(await keyOf(owner, handle), text);
      return handle;
    },
    async read(owner, handle) {
      const key =
        HANDLE.test(handle) && madeAtMs(handle) >= Date.now() - resultTtlMs ? await keyOf(owner, handle) : undefined;
      const text = key === undefined ? undefined : await store.get(key);
      if (text === undefined) {
        const shown = JSON.stringify(handle.slice(0, 80));
        throw new PosternError(
          "INVALID_INPUT",
          `There is no result ${shown}, or no longer. Run the script that made it again.`,
        );
      }
      const stored = JSON.parse(text) as JsonValue;
      return text.includes(BYTES_KEY) ? fromStored(stored) : stored;
    },
  };
}

function newHandle(bytes: number): string {
  const random = Array.from(crypto.getRandomValues(new Uint8Array(8)), (byte) => byte.toString(16).padStart(2, "0"));
  return `r${Date.now().toString(36).padStart(9, "0")}-${bytes.toString(36)}-${random.join("")}`;
}

/** Owners are any text, store keys are plain segments. */
async function keyOf(owner: string, handle: string): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(owner)));
  const segment = Array.from(digest.subarray(0, 8), (byte) => byte.toString(16).padStart(2, "0")).join("");
  return `${PREFIX}${segment}/${handle}`;
}

function handleOf(key: string): string {
  return key.slice(key.lastIndexOf("/") + 1);
}

function madeAtMs(key: string): number {
  return Number.parseInt(handleOf(key).slice(1, 10), 36);
}

function sizeOf(key: string): number {
  return Number.parseInt(handleOf(key).split("-")[1] ?? "0", 36);
}

/** Most values hold no bytes and are written as they are, in a tenth of the time. */
function toText(value: ScriptValue, hasBytes: boolean): string {
  const text = hasBytes ? BYTES_KEY : JSON.stringify(value);
  return text.includes(BYTES_KEY) ? JSON.stringify(toStored(value)) : text;
}

/** JSON with bytes as `{ "$postern.bytes": base64 }`. */
function toStored(value: ScriptValue): JsonValue {
  if (typeof value !== "object" || value === null) {
    return value;
  }
  if (value instanceof Uint8Array) {
    return { [BYTES_KEY]: encodeBase64(value) };
  }
  if (Array.isArray(value)) {
    return value.map((item: ScriptValue) => toStored(item));
  }
  const members = Object.entries(value).map(([name, member]): [string, JsonValue] => [
    /^\$+postern\.bytes$/u.test(name) ? `$${name}` : name,
    toStored(member),
  ]);
  return Object.fromEntries(members);
}

function fromStored(value: JsonValue): ScriptValue {
  if (Array.isArray(value)) {
    return value.map((item: JsonValue) => fromStored(item));
  }
  if (!isJsonObject(value)) {
    return value;
  }
  const bytes = value[BYTES_KEY];
  if (typeof bytes === "string") {
    return decodeBase64(bytes);
  }
  const members = Object.entries(value).map(([name, member]): [string, ScriptValue] => [
    /^\$\$+postern\.bytes$/u.test(name) ? name.slice(1) : name,
    fromStored(member),
  ]);
  return Object.fromEntries(members);
}
