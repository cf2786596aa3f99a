/** The import of a memory (kind 2) with a maximum (flag 1), at least 256 pages and at most 32,768, in LEB128. */
const DECLARED = Buffer.from([0x02, 0x01, 0x80, 0x02, 0x80, 0x80, 0x02]);
/** The same for at least 96 pages, as long as before. */
const SMALLER = Buffer.from([0x02, 0x01, 0xe0, 0x00, 0x80, 0x80, 0x02]);

/** Pages that a memory has at the start: the module's stack and data end at 5.1 MiB, a fresh guest's heap at 5.4. */
export const INITIAL_PAGES = 96;

/**
 * Lets the compiled module start with a memory of 6 MiB instead of 16. V8 counts memories against its heap: every 64 MiB of
 * them it collects garbage: with 6 MiB, 350 empty scripts took 24 % less CPU time.
 */
export function shrinkMemoryImport(wasm: Uint8Array): Uint8Array {
  const bytes = Buffer.from(wasm);
  const at = bytes.indexOf(DECLARED);
  if (at < 0) {
    throw new Error("The QuickJS module imports another memory than this driver was written for.");
  }
  SMALLER.copy(bytes, at);
  return bytes;
}
