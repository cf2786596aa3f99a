/** The part of the WebAssembly JavaScript API that the driver uses; TypeScript has it in its DOM library only. */
declare namespace WebAssembly {
  class Module {
    private readonly brand: undefined;
  }
  class Memory {
    constructor(descriptor: { readonly initial: number; readonly maximum: number });
    readonly buffer: ArrayBuffer;
    grow(pages: number): number;
  }
  function compile(bytes: Uint8Array): Promise<Module>;
}
