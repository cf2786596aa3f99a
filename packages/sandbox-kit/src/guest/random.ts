import { host } from "./host-port.ts";
import { defineHidden, floor, global, nativeLike } from "./primordials.ts";

const { Math: NativeMath } = global;
const { imul } = NativeMath;

/**
 * Where the driver says that its guests start from a copy, `Math.random` would repeat itself from guest to guest: it is
 * replaced by a generator with a seed of this guest's own (sfc32, http://pracrand.sourceforge.net).
 */
export function seedRandom(): void {
  if (host("M") === undefined) {
    return;
  }
  const seed = host("U") ?? "";
  let a = word(seed, 0);
  let b = word(seed, 9);
  let c = word(seed, 19);
  let counter = word(seed, 28);
  const next = (): number => {
    const sum = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + sum) | 0;
    return sum >>> 0;
  };
  for (let round = 0; round < 12; round += 1) {
    next();
  }
  defineHidden(
    NativeMath,
    "random",
    nativeLike("random", () => (next() * 2 ** 21 + (next() >>> 11)) / 2 ** 53),
  );
}

/** 32 bits of eight characters of a UUID. */
function word(text: string, from: number): number {
  let value = 0x811c9dc5;
  for (let index = from; index < from + 8; index += 1) {
    const char = text[index] ?? "";
    value = imul(value ^ floor(+`0x0${char === "-" ? "" : char}`) ^ index, 0x01000193);
  }
  return value | 0;
}
