import type { JSContextPointer, JSRuntimePointer, JSValuePointer } from "@jitl/quickjs-ffi-types";
import { createHash } from "node:crypto";
import { readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { deserialize, serialize } from "node:v8";
import { BoundedMemory } from "./bounded-memory.ts";
import type { MemorySnapshot } from "./bounded-memory.ts";
import { QuickJsInstance } from "./instance.ts";
import type { InstanceCallbacks, LoadedQuickJs } from "./instance.ts";

/** Beyond this QuickJS recurses into a WebAssembly trap before it notices; measured with eight forms of recursion. */
const STACK_BYTES = 128 * 1024;
/** Every intrinsic object of the language: what `quickjs-emscripten` has by default. */
const ALL_INTRINSICS = 0;
/** The number under which the instance knows the one function that the guest is given. */
const HOST_FUNCTION_ID = 1;
const TEMPLATE_BYTES = 64 * 1024 * 1024;

/** Where things stand inside an instance that has evaluated the prelude and nothing else, and its memory. */
export interface Template {
  readonly runtime: JSRuntimePointer;
  readonly context: JSContextPointer;
  readonly deliver: JSValuePointer;
  readonly memory: MemorySnapshot;
}

/**
 * The template of a prelude. It serves in every process, and making it takes one as long as Node's own start, so the first
 * process keeps it in the directory for the next.
 */
export async function openTemplate(
  loaded: LoadedQuickJs,
  prelude: string,
  cacheDirectory: string | undefined,
): Promise<Template> {
  if (cacheDirectory === undefined) {
    return createTemplate(loaded, prelude);
  }
  const path = join(cacheDirectory, `quickjs-${createHash("sha256").update(prelude).digest("hex")}`);
  const kept = await readFile(path).catch(() => undefined);
  if (kept !== undefined) {
    return deserialize(kept) as Template;
  }
  const template = await createTemplate(loaded, prelude);
  const partial = `${path}.${process.pid}`;
  // Where it cannot be kept, the next process makes its own.
  await writeFile(partial, serialize(template))
    .then(() => rename(partial, path))
    .catch(() => undefined);
  return template;
}

async function createTemplate(loaded: LoadedQuickJs, prelude: string): Promise<Template> {
  const nobody: InstanceCallbacks = { onHost: () => undefined, shouldInterrupt: () => false };
  const instance = await QuickJsInstance.open(loaded, new BoundedMemory(TEMPLATE_BYTES), nobody);
  const { ffi } = instance;
  const runtime = ffi.QTS_NewRuntime();
  ffi.QTS_RuntimeSetMaxStackSize(runtime, STACK_BYTES);
  ffi.QTS_RuntimeEnableInterruptHandler(runtime);
  const context = ffi.QTS_NewContext(runtime, ALL_INTRINSICS as never);
  const host = ffi.QTS_NewFunction(context, "host", 1, false, HOST_FUNCTION_ID as never);
  const start = instance.evaluate(context, prelude, "postern:guest");
  const deliver = instance.check(context, instance.call(context, start, host));
  return { runtime, context, deliver, memory: instance.memory.snapshot() };
}
