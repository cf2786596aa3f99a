// oxlint-disable-next-line typescript/triple-slash-reference -- programs that import this file need the declarations too
/// <reference path="./web-assembly.d.ts" />
import defaultExport from "@jitl/quickjs-wasmfile-release-sync";
import type { Engine, Guest, GuestOptions, TurnEnd, TurnLimits } from "@postern/sandbox-kit";
import { readFile } from "node:fs/promises";
import { newQuickJSWASMModuleFromVariant, newVariant } from "quickjs-emscripten-core";
import type { QuickJSContext, QuickJSHandle, QuickJSRuntime, QuickJSSyncVariant } from "quickjs-emscripten-core";
import { BoundedMemory } from "./bounded-memory.ts";

// The package declares the types of its CommonJS build for its ES module too.
const variant = defaultExport as unknown as QuickJSSyncVariant;

/** Beyond this QuickJS recurses into a WebAssembly trap before it notices; measured with eight forms of recursion. */
const STACK_BYTES = 128 * 1024;
/** Jobs between two looks at the clock. */
const JOBS_PER_SLICE = 256;

/** Starts QuickJS: compiles its WebAssembly once; every guest is a module instance of its own. */
export async function createEngine(): Promise<Engine> {
  const path = import.meta.resolve("@jitl/quickjs-wasmfile-release-sync/wasm");
  const wasmModule = await WebAssembly.compile(await readFile(new URL(path)));
  return {
    createGuest: async (options) => {
      const memory = new BoundedMemory(options.memoryLimitBytes);
      const instance = await newQuickJSWASMModuleFromVariant(
        newVariant(variant, { wasmModule, wasmMemory: memory.memory }),
      );
      const runtime = instance.newRuntime();
      runtime.setMaxStackSize(STACK_BYTES);
      return new QuickJsGuest(runtime.newContext(), memory, options);
    },
  };
}

class QuickJsGuest implements Guest {
  readonly #context: QuickJSContext;
  readonly #runtime: QuickJSRuntime;
  readonly #memory: BoundedMemory;
  readonly #deliver: QuickJSHandle;
  #end: TurnEnd = "idle";

  constructor(context: QuickJSContext, memory: BoundedMemory, options: GuestOptions) {
    this.#context = context;
    this.#runtime = context.runtime;
    this.#memory = memory;
    const host = context.newFunction("host", (text) => this.#answer(context.getString(text), options.host));
    const start = context.unwrapResult(context.evalCode(options.prelude, "postern:guest"));
    this.#deliver = context.unwrapResult(context.callFunction(start, context.undefined, host));
    host.dispose();
    start.dispose();
  }

  deliver(text: string, limits: TurnLimits): TurnEnd {
    const context = this.#context;
    this.#watch(limits);
    try {
      const argument = context.newString(text);
      const result = context.callFunction(this.#deliver, context.undefined, argument);
      argument.dispose();
      result.dispose();
      this.#runJobs();
    } catch {
      // A WebAssembly trap: the instance is in an unknown state and only thrown away.
      this.#noticeMemory();
      return this.#end === "idle" ? "crashed" : this.#end;
    }
    this.#noticeMemory();
    return this.#end;
  }

  /** The instance goes with its last reference; freeing inside it is what a broken one would trip over. */
  dispose(): void {
    this.#end = "crashed";
  }

  #answer(text: string, host: (text: string) => string | undefined): QuickJSHandle {
    this.#noticeMemory();
    // A guest that has met a limit has no say any more, whatever it catches.
    const answer = this.#end === "idle" ? host(text) : undefined;
    return answer === undefined ? this.#context.undefined : this.#context.newString(answer);
  }

  #runJobs(): void {
    for (;;) {
      const jobs = this.#runtime.executePendingJobs(JOBS_PER_SLICE);
      const isDone = jobs.error !== undefined || jobs.value === 0;
      jobs.dispose();
      this.#noticeMemory();
      if (isDone || this.#end !== "idle" || this.#isOverTime()) {
        return;
      }
    }
  }

  #isOverTime: () => boolean = () => false;

  #watch({ cpuTimeMs, wallTimeMs }: TurnLimits): void {
    const startedAtMs = performance.now();
    const cpuAtStartMs = threadCpuMs();
    this.#isOverTime = () => {
      const elapsedMs = performance.now() - startedAtMs;
      if (elapsedMs >= wallTimeMs) {
        this.#end = "time-limit";
      } else if (elapsedMs >= cpuTimeMs && threadCpuMs() - cpuAtStartMs >= cpuTimeMs) {
        this.#end = "cpu-limit";
      }
      return this.#end !== "idle";
    };
    this.#runtime.setInterruptHandler(() => {
      this.#noticeMemory();
      return this.#end !== "idle" || this.#isOverTime();
    });
  }

  #noticeMemory(): void {
    if (this.#end === "idle" && this.#memory.isExhausted) {
      this.#end = "memory-limit";
    }
  }
}

function threadCpuMs(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}
