import { base64ToBytes, bytesToBase64 } from "../base64.ts";
import { createNamedError } from "../named-error.ts";
import {
  charCodeAt,
  fromCharCode,
  NativeArrayBuffer,
  NativeRangeError,
  NativeTypeError,
  NativeUint8Array,
  stringSlice,
} from "../primordials.ts";
import { decodeUtf16, decodeUtf8, encodeUtf8 } from "../unicode.ts";

/** The Encoding standard's encoder: UTF-8 only. https://encoding.spec.whatwg.org/#textencoder */
export class TextEncoder {
  readonly encoding = "utf-8";

  encode(text: unknown = ""): Uint8Array {
    return encodeUtf8(`${text as string}`);
  }

  encodeInto(text: unknown, target: Uint8Array): { read: number; written: number } {
    const source = `${text as string}`;
    let read = 0;
    let written = 0;
    while (read < source.length) {
      const code = charCodeAt(source, read);
      const next = charCodeAt(source, read + 1);
      const units = code >= 0xd800 && code < 0xdc00 && next >= 0xdc00 && next < 0xe000 ? 2 : 1;
      const bytes = encodeUtf8(stringSlice(source, read, read + units));
      if (written + bytes.length > target.length) {
        break;
      }
      for (let index = 0; index < bytes.length; index += 1) {
        target[written] = bytes[index] as number;
        written += 1;
      }
      read += units;
    }
    return { read, written };
  }
}

const UTF8_LABELS = ["utf-8", "utf8", "unicode-1-1-utf-8"];
const UTF16_LABELS = ["utf-16le", "utf-16", "ucs-2", "unicode"];

interface DecoderOptions {
  readonly fatal?: boolean;
  readonly ignoreBOM?: boolean;
}

/** The Encoding standard's decoder, for UTF-8 and UTF-16LE. */
export class TextDecoder {
  readonly encoding: string;
  readonly fatal: boolean;
  readonly ignoreBOM: boolean;
  #rest: Uint8Array = new NativeUint8Array(0);
  #hasStarted = false;

  constructor(label: unknown = "utf-8", options: DecoderOptions = {}) {
    const name = `${label as string}`.trim().toLowerCase();
    if (!UTF8_LABELS.includes(name) && !UTF16_LABELS.includes(name)) {
      throw new NativeRangeError(`TextDecoder knows utf-8 and utf-16le, not "${name}"`);
    }
    this.encoding = UTF8_LABELS.includes(name) ? "utf-8" : "utf-16le";
    this.fatal = Boolean(options.fatal);
    this.ignoreBOM = Boolean(options.ignoreBOM);
  }

  decode(input?: unknown, options: { readonly stream?: boolean } = {}): string {
    const bytes = concatenate(this.#rest, bytesOf(input));
    const isLast = options.stream !== true;
    const decode = this.encoding === "utf-8" ? decodeUtf8 : decodeUtf16;
    const { text, read, isValid } = decode(bytes, isLast);
    this.#rest = isLast ? new NativeUint8Array(0) : bytes.slice(read);
    if (!isValid && this.fatal) {
      this.#hasStarted = false;
      throw new NativeTypeError(`The encoded data was not valid for encoding ${this.encoding}`);
    }
    const isMarked = !this.#hasStarted && !this.ignoreBOM && text[0] === "\ufeff";
    this.#hasStarted = !isLast && (this.#hasStarted || text.length > 0);
    return isMarked ? stringSlice(text, 1) : text;
  }
}

function bytesOf(input: unknown): Uint8Array {
  if (input === undefined) {
    return new NativeUint8Array(0);
  }
  if (input instanceof NativeArrayBuffer) {
    return new NativeUint8Array(input);
  }
  if (NativeArrayBuffer.isView(input)) {
    return new NativeUint8Array(input.buffer, input.byteOffset, input.byteLength);
  }
  throw new NativeTypeError("TextDecoder decodes an ArrayBuffer or a view of one");
}

function concatenate(left: Uint8Array, right: Uint8Array): Uint8Array {
  if (left.length === 0) {
    return right;
  }
  const both = new NativeUint8Array(left.length + right.length);
  both.set(left);
  both.set(right, left.length);
  return both;
}

/** Base64 to a string of code points up to 255. https://infra.spec.whatwg.org/#forgiving-base64-decode */
export function atob(text: unknown): string {
  const bytes = base64ToBytes(`${text as string}`.replace(/[\t\n\f\r ]+/gu, ""));
  if (bytes === undefined) {
    throw createNamedError("InvalidCharacterError", "atob takes base64; the text has another character or length");
  }
  let binary = "";
  for (let index = 0; index < bytes.length; index += 1) {
    binary += fromCharCode(bytes[index] as number);
  }
  return binary;
}

/** A string of code points up to 255 to base64. */
export function btoa(text: unknown): string {
  const binary = `${text as string}`;
  const bytes = new NativeUint8Array(binary.length);
  for (let index = 0; index < binary.length; index += 1) {
    const code = charCodeAt(binary, index);
    if (code > 255) {
      throw createNamedError(
        "InvalidCharacterError",
        "btoa takes characters up to U+00FF; encode others with TextEncoder",
      );
    }
    bytes[index] = code;
  }
  return bytesToBase64(bytes);
}
