import { charCodeAt, defineValue, NativeArray, NativeUint8Array, typedArrayLength } from "./primordials.ts";

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
let pairs: string[] | undefined;
let values: Uint8Array | undefined;

/** Two characters for each 12 bits: half the look-ups. Made when first needed. */
function pairTable(): string[] {
  if (pairs === undefined) {
    pairs = new NativeArray<string>(4096);
    for (let index = 0; index < 4096; index += 1) {
      defineValue(pairs, index, (ALPHABET[index >> 6] as string) + (ALPHABET[index & 63] as string));
    }
  }
  return pairs;
}

/** Base64 with padding (RFC 4648, section 4). */
export function bytesToBase64(bytes: Uint8Array): string {
  const table = pairTable();
  const length = typedArrayLength(bytes);
  const whole = length - (length % 3);
  let text = "";
  for (let index = 0; index < whole; index += 3) {
    const bits = ((bytes[index] as number) << 16) | ((bytes[index + 1] as number) << 8) | (bytes[index + 2] as number);
    text += (table[bits >> 12] as string) + (table[bits & 4095] as string);
  }
  if (length - whole === 1) {
    text += `${table[(bytes[whole] as number) << 4] as string}==`;
  } else if (length - whole === 2) {
    const bits = ((bytes[whole] as number) << 10) | ((bytes[whole + 1] as number) << 2);
    text += `${table[bits >> 6] as string}${ALPHABET[bits & 63] as string}=`;
  }
  return text;
}

function valueTable(): Uint8Array {
  if (values === undefined) {
    values = new NativeUint8Array(128);
    for (let index = 0; index < 64; index += 1) {
      values[charCodeAt(ALPHABET, index)] = index + 1;
    }
  }
  return values;
}

/** The bytes of a base64 text, or undefined where it is none. Padding may be missing. */
export function base64ToBytes(text: string): Uint8Array | undefined {
  const table = valueTable();
  let length = text.length;
  if (length % 4 === 0 && length > 0 && text[length - 1] === "=") {
    length -= text[length - 2] === "=" ? 2 : 1;
  }
  if (length % 4 === 1) {
    return undefined;
  }
  const bytes = new NativeUint8Array(floorThreeQuarters(length));
  let bits = 0;
  let bitCount = 0;
  let at = 0;
  for (let index = 0; index < length; index += 1) {
    const code = charCodeAt(text, index);
    const value = code < 128 ? (table[code] as number) : 0;
    if (value === 0) {
      return undefined;
    }
    bits = ((bits << 6) | (value - 1)) & 0xffffff;
    bitCount += 6;
    if (bitCount >= 8) {
      bitCount -= 8;
      bytes[at] = (bits >> bitCount) & 255;
      at += 1;
    }
  }
  return bytes;
}

function floorThreeQuarters(length: number): number {
  return (length * 3 - ((length * 3) % 4)) / 4;
}
