import { charCodeAt, fromCharCode, NativeUint8Array } from "./primordials.ts";

/** What decoding gave: the text, how many bytes it took, and whether every byte was in its place. */
interface Decoded {
  readonly text: string;
  readonly read: number;
  readonly isValid: boolean;
}

const REPLACEMENT = 0xfffd;

/** The code point at an index; a lone surrogate counts as U+FFFD. */
function codePointAt(text: string, index: number): number {
  const code = charCodeAt(text, index);
  if (code < 0xd800 || code > 0xdfff) {
    return code;
  }
  const next = charCodeAt(text, index + 1);
  const isPair = code < 0xdc00 && next >= 0xdc00 && next < 0xe000;
  return isPair ? 0x10000 + ((code - 0xd800) << 10) + (next - 0xdc00) : REPLACEMENT;
}

/** The UTF-8 bytes of a text. */
export function encodeUtf8(text: string): Uint8Array {
  const bytes = new NativeUint8Array(text.length * 3);
  let at = 0;
  for (let index = 0; index < text.length; index += 1) {
    const point = codePointAt(text, index);
    if (point < 0x80) {
      bytes[at] = point;
      at += 1;
    } else if (point < 0x800) {
      bytes[at] = 0xc0 | (point >> 6);
      bytes[at + 1] = 0x80 | (point & 63);
      at += 2;
    } else if (point < 0x10000) {
      bytes[at] = 0xe0 | (point >> 12);
      bytes[at + 1] = 0x80 | ((point >> 6) & 63);
      bytes[at + 2] = 0x80 | (point & 63);
      at += 3;
    } else {
      index += 1;
      bytes[at] = 0xf0 | (point >> 18);
      bytes[at + 1] = 0x80 | ((point >> 12) & 63);
      bytes[at + 2] = 0x80 | ((point >> 6) & 63);
      bytes[at + 3] = 0x80 | (point & 63);
      at += 4;
    }
  }
  return bytes.slice(0, at);
}

/** The Encoding standard's UTF-8 decoder: each maximal wrong part becomes one U+FFFD. */
export function decodeUtf8(bytes: Uint8Array, isLast: boolean): Decoded {
  let text = "";
  let isValid = true;
  let at = 0;
  while (at < bytes.length) {
    const { point, length, isCut } = sequenceAt(bytes, at);
    if (isCut && !isLast) {
      break;
    }
    isValid = isValid && point >= 0;
    text += fromCodePoint(point < 0 ? REPLACEMENT : point);
    at += length;
  }
  return { text, read: at, isValid };
}

/** One UTF-8 sequence: its code point or -1, its length, and whether it only lacks its end. */
function sequenceAt(bytes: Uint8Array, at: number): { point: number; length: number; isCut: boolean } {
  const first = bytes[at] as number;
  if (first < 0x80) {
    return { point: first, length: 1, isCut: false };
  }
  const more = first >= 0xf0 ? 3 : first >= 0xe0 ? 2 : 1;
  if (first < 0xc2 || first > 0xf4) {
    return { point: -1, length: 1, isCut: false };
  }
  let point = first & (63 >> more);
  for (let index = 1; index <= more; index += 1) {
    const byte = bytes[at + index];
    const [low, high] = index === 1 ? secondByteRange(first) : [0x80, 0xbf];
    if (byte === undefined || byte < (low as number) || byte > (high as number)) {
      return { point: -1, length: index, isCut: byte === undefined };
    }
    point = (point << 6) | (byte & 63);
  }
  return { point, length: more + 1, isCut: false };
}

function secondByteRange(first: number): readonly number[] {
  switch (first) {
    case 0xe0:
      return [0xa0, 0xbf];
    case 0xed:
      return [0x80, 0x9f];
    case 0xf0:
      return [0x90, 0xbf];
    case 0xf4:
      return [0x80, 0x8f];
    default:
      return [0x80, 0xbf];
  }
}

/** UTF-16, little-endian. */
export function decodeUtf16(bytes: Uint8Array, isLast: boolean): Decoded {
  let text = "";
  let isValid = true;
  let at = 0;
  for (; at + 1 < bytes.length; at += 2) {
    text += fromCharCode((bytes[at] as number) | ((bytes[at + 1] as number) << 8));
  }
  if (isLast && at < bytes.length) {
    isValid = false;
    text += fromCharCode(REPLACEMENT);
    at = bytes.length;
  }
  return { text: text.toWellFormed(), read: at, isValid: isValid && text.isWellFormed() };
}

function fromCodePoint(point: number): string {
  return point < 0x10000
    ? fromCharCode(point)
    : fromCharCode(0xd800 + ((point - 0x10000) >> 10), 0xdc00 + ((point - 0x10000) & 1023));
}
