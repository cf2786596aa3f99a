import defaultExport from "@jitl/quickjs-wasmfile-release-sync";
import type {
  EmscriptenModuleLoader,
  JSContextPointer,
  JSRuntimePointer,
  JSValueConstPointer,
  JSValuePointer,
  QuickJSEmscriptenModule,
  QuickJSFFI,
  QuickJSSyncVariant,
} from "@jitl/quickjs-ffi-types";
import { readFile } from "node:fs/promises";
import type { BoundedMemory } from "./bounded-memory.ts";
import { shrinkMemoryImport } from "./memory-import.ts";
import { webAssembly } from "./web-assembly.ts";
import type { WasmModule } from "./web-assembly.ts";

// The package declares the types of its CommonJS build for its ES module too.
const variant = defaultExport as unknown as QuickJSSyncVariant;

/** What is compiled and loaded once. */
export interface LoadedQuickJs {
  readonly wasmModule: WasmModule;
  readonly loadModule: EmscriptenModuleLoader<QuickJSEmscriptenModule>;
  readonly FFI: Awaited<ReturnType<QuickJSSyncVariant["importFFI"]>>;
}

/** Compiles QuickJS and loads its bindings. */
export async function loadQuickJs(): Promise<LoadedQuickJs> {
  const url = new URL(import.meta.resolve("@jitl/quickjs-wasmfile-release-sync/wasm"));
  const [wasmModule, loadModule, FFI] = await Promise.all([
    readFile(url).then((bytes) => webAssembly.compile(shrinkMemoryImport(bytes))),
    variant.importModuleLoader(),
    variant.importFFI(),
  ]);
  return { wasmModule, loadModule: loadModule as EmscriptenModuleLoader<QuickJSEmscriptenModule>, FFI };
}

/** What QuickJS calls back. */
export interface InstanceCallbacks {
  /** The guest called the one function it was given. */
  onHost(text: string): string | undefined;
  /** Asked every few thousand steps; true stops the guest. */
  shouldInterrupt(): boolean;
}

/** One instance of the QuickJS module, with a memory of its own. Text in, text out; values stay inside. */
export class QuickJsInstance {
  readonly memory: BoundedMemory;
  readonly ffi: QuickJSFFI;
  readonly #module: QuickJSEmscriptenModule;

  private constructor(memory: BoundedMemory, module: QuickJSEmscriptenModule, ffi: QuickJSFFI) {
    this.memory = memory;
    this.#module = module;
    this.ffi = ffi;
  }

  static async open(
    loaded: LoadedQuickJs,
    memory: BoundedMemory,
    callbacks: InstanceCallbacks,
  ): Promise<QuickJsInstance> {
    const options = {
      wasmMemory: memory.memory,
      instantiateWasm: (imports: object, onSuccess: (instance: object) => void): object => {
        const instance = new webAssembly.Instance(loaded.wasmModule, imports);
        onSuccess(instance);
        return instance.exports;
      },
      // Nothing of this belongs on the host's streams.
      print: () => undefined,
      printErr: () => undefined,
    };
    const module = await loaded.loadModule(options);
    const instance = new QuickJsInstance(memory, module, new loaded.FFI(module));
    module.callbacks = {
      callFunction: (...[, context, , , values]) => instance.#callHost(context, values, callbacks),
      shouldInterrupt: () => (callbacks.shouldInterrupt() ? 1 : 0),
      freeHostRef: () => undefined,
      loadModuleSource: () => NULL as never,
      normalizeModule: () => NULL as never,
    };
    return instance;
  }

  /** A string inside. */
  newString(context: JSContextPointer, text: string): JSValuePointer {
    const pointer = this.#writeText(text);
    const value = this.ffi.QTS_NewString(context, pointer as never);
    this.#module._free(pointer);
    return value;
  }

  /** The text of a string inside; it holds no NUL, since what guests send is JSON. */
  getString(context: JSContextPointer, value: JSValuePointer | JSValueConstPointer): string {
    const pointer = this.ffi.QTS_GetString(context, value);
    const { bytes } = this.memory;
    const text = bytes.toString("utf8", pointer, bytes.indexOf(0, pointer));
    this.ffi.QTS_FreeCString(context, pointer);
    return text;
  }

  /** Evaluates the driver's own source; scripts never come here. */
  evaluate(context: JSContextPointer, source: string, fileName: string): JSValuePointer {
    const pointer = this.#writeText(source);
    const length = Buffer.byteLength(source);
    const value = this.ffi.QTS_Eval(context, pointer as never, length, fileName, 0 as never, 0 as never);
    this.#module._free(pointer);
    return this.check(context, value);
  }

  /** Calls a function with one argument. */
  call(context: JSContextPointer, callee: JSValuePointer, argument: JSValuePointer): JSValuePointer {
    const list = this.#module._malloc(POINTER_BYTES);
    this.memory.bytes.writeUInt32LE(argument, list);
    const result = this.ffi.QTS_Call(context, callee, this.ffi.QTS_GetUndefined(), 1, list as never);
    this.#module._free(list);
    return result;
  }

  /** A value that is no exception. */
  check(context: JSContextPointer, value: JSValuePointer): JSValuePointer {
    const problem = this.ffi.QTS_ResolveException(context, value);
    if (problem !== NULL) {
      throw new Error(this.getString(context, problem));
    }
    return value;
  }

  /** Runs up to so many jobs; answers whether there may be more. */
  runJobs(runtime: JSRuntimePointer, context: JSContextPointer, count: number): boolean {
    const lastContext = this.#module._malloc(POINTER_BYTES);
    const value = this.ffi.QTS_ExecutePendingJob(runtime, count, lastContext as never);
    this.#module._free(lastContext);
    // A number of jobs, or the exception of one that was interrupted.
    const problem = this.ffi.QTS_ResolveException(context, value);
    const jobs = problem === NULL ? this.ffi.QTS_GetFloat64(context, value) : 0;
    this.ffi.QTS_FreeValuePointer(context, value);
    return jobs > 0;
  }

  #callHost(context: JSContextPointer, values: JSValueConstPointer, callbacks: InstanceCallbacks): JSValuePointer {
    const argument = this.ffi.QTS_ArgvGetJSValueConstPointer(values, 0);
    const answer = callbacks.onHost(this.getString(context, argument));
    return answer === undefined ? (NULL as never) : this.newString(context, answer);
  }

  #writeText(text: string): number {
    const length = Buffer.byteLength(text);
    const pointer = this.#module._malloc(length + 1);
    const { bytes } = this.memory;
    bytes.write(text, pointer, length, "utf8");
    bytes[pointer + length] = 0;
    return pointer;
  }
}

const NULL = 0;
const POINTER_BYTES = 4;
