import { enableCompileCache, flushCompileCache } from "node:module";
import { parentPort, workerData } from "node:worker_threads";
import { requireCompiler } from "./lean-compiler.ts";
import type { WorkerMessage, WorkerRequest, WorkerSettings } from "./messages.ts";

const { compileCacheDirectory } = workerData as WorkerSettings;
if (compileCacheDirectory !== undefined) {
  enableCompileCache(compileCacheDirectory);
}
requireCompiler();
const { createLocalEngine } = await import("../check/check-engine.ts");
const engine = createLocalEngine();

async function answer(request: WorkerRequest): Promise<WorkerMessage> {
  return request.kind === "prepare"
    ? { kind: "prepare", result: await engine.prepare(request.text) }
    : { kind: "check", answer: await engine.findProblems(request.request) };
}

function post(message: WorkerMessage): void {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker's port has no origin
  parentPort?.postMessage(message);
}

await engine.warm();
parentPort?.on("message", (request: WorkerRequest) => void answer(request).then(post));
post({ kind: "ready" });
flushCompileCache();
