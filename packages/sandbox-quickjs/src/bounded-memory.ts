// oxlint-disable-next-line typescript/triple-slash-reference -- programs that import this file need the declarations too
/// <reference path="./web-assembly.d.ts" />
const PAGE_BYTES = 64 * 1024;
/** What the compiled module asks for at least. */
const INITIAL_PAGES = 256;

/**
 * A WebAssembly memory with a hard upper bound, which tells when the guest ran into it. QuickJS's own
 * `setMemoryLimit` bounds nothing reliably: 901 MB were seen under a limit of 64.
 */
export class BoundedMemory {
  readonly memory: WebAssembly.Memory;
  /** Growing was refused, and has not succeeded since. */
  isExhausted = false;

  constructor(limitBytes: number) {
    const maximum = Math.max(INITIAL_PAGES, Math.ceil(limitBytes / PAGE_BYTES));
    this.memory = new WebAssembly.Memory({ initial: INITIAL_PAGES, maximum });
    const grow = this.memory.grow.bind(this.memory);
    // Emscripten grows through this method and tries smaller steps after a refusal.
    this.memory.grow = (pages) => {
      this.isExhausted = true;
      const before = grow(pages);
      this.isExhausted = false;
      return before;
    };
  }
}
