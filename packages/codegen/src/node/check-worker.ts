import { enableCompileCache, flushCompileCache } from "node:module";
import { parentPort, workerData } from "node:worker_threads";
import { createIdleCollector } from "./idle-collector.ts";
import { requireCompiler } from "./lean-compiler.ts";
import type { WorkerMessage, WorkerRequest, WorkerSettings } from "./messages.ts";

/** Longer than a model takes from one script to the next. */
const IDLE_MS = 5000;

const { compileCacheDirectory } = workerData as WorkerSettings;
if (compileCacheDirectory !== undefined) {
  enableCompileCache(compileCacheDirectory);
}
requireCompiler();
const { createLocalEngine } = await import("../check/check-engine.ts");
const engine = createLocalEngine();
const collector = createIdleCollector(IDLE_MS);

async function answer(request: WorkerRequest): Promise<WorkerMessage> {
  return request.kind === "prepare"
    ? { kind: "prepare", result: await engine.prepare(request.text) }
    : { kind: "check", answer: await engine.findProblems(request.request) };
}

function post(message: WorkerMessage): void {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker's port has no origin
  parentPort?.postMessage(message);
}

async function serve(request: WorkerRequest): Promise<void> {
  collector.busy();
  post(await answer(request));
  collector.idle();
}

await engine.warm();
parentPort?.on("message", (request: WorkerRequest) => void serve(request));
post({ kind: "ready" });
flushCompileCache();
