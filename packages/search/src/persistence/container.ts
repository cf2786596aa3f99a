/** "PSX1", read as a 32-bit number in the machine's own byte order: another order gives another number. */
const MAGIC = 0x31585350;
const PREFIX_WORDS = 3;

/** A text and many 32-bit numbers. */
export interface Content {
  readonly header: string;
  readonly numbers: Uint32Array;
}

/** Packs a text and numbers into bytes: a mark, a checksum, the text's length, the text, the numbers. */
export function pack({ header, numbers }: Content): Uint8Array {
  const text = new TextEncoder().encode(header);
  const textWords = Math.ceil(text.length / 4);
  const words = new Uint32Array(PREFIX_WORDS + textWords + numbers.length);
  const bytes = new Uint8Array(words.buffer);
  bytes.set(text, PREFIX_WORDS * 4);
  words.set(numbers, PREFIX_WORDS + textWords);
  words[0] = MAGIC;
  words[2] = text.length;
  words[1] = checksum(words.subarray(2));
  return bytes;
}

/** Unpacks what `pack` made; nothing where the bytes are anything else, cut short or damaged. */
export function unpack(bytes: Uint8Array): Content | undefined {
  if (bytes.length < PREFIX_WORDS * 4 || bytes.length % 4 !== 0) {
    return undefined;
  }
  // A copy whose buffer starts where its bytes do: a Node `Buffer` is a part of another, and so is its slice.
  const words = new Uint32Array(new Uint8Array(bytes).buffer);
  const textLength = words[2] ?? 0;
  const textWords = Math.ceil(textLength / 4);
  if (words[0] !== MAGIC || words.length < PREFIX_WORDS + textWords || words[1] !== checksum(words.subarray(2))) {
    return undefined;
  }
  const text = new Uint8Array(words.buffer, PREFIX_WORDS * 4, textLength);
  return { header: new TextDecoder().decode(text), numbers: words.subarray(PREFIX_WORDS + textWords) };
}

/** FNV-1a over 32-bit words. */
function checksum(words: Uint32Array): number {
  let value = 0x811c9dc5;
  for (let position = 0; position < words.length; position += 1) {
    value = Math.imul(value ^ (words[position] ?? 0), 0x01000193);
  }
  return value >>> 0;
}
