import { Worker } from "node:worker_threads";
import { PosternError } from "@postern/core";
import type { WorkerMessage, WorkerRequest, WorkerSettings } from "./messages.ts";

const MEBIBYTE = 1024 * 1024;
/** A check is over before most of it would be moved to the old generation. MiB */
const NURSERY_MEBIBYTES = 48;
/** The compiler recurses deeply on nested types. MiB */
const STACK_MEBIBYTES = 4;
/** Reading the compiler from a cold disk may take its time. Milliseconds */
const START_DEADLINE_MS = 30_000;

/** Limits and settings of the worker. */
export interface WorkerLimits extends WorkerSettings {
  readonly deadlineMs: number;
  readonly memoryLimitBytes: number;
}

/** What became of a request. */
export type WorkerAnswer =
  | { readonly status: "answered"; readonly message: WorkerMessage }
  | { readonly status: "expired" | "crashed" };

interface Job {
  readonly request: WorkerRequest;
  readonly settle: (answer: WorkerAnswer) => void;
}

/** One thread that answers one request after the other, and is replaced when it does not. */
export class WorkerHost implements AsyncDisposable {
  readonly #limits: WorkerLimits;
  readonly #queue: Job[] = [];
  #worker: Worker | undefined;
  #ready: PromiseWithResolvers<void> = Promise.withResolvers();
  #isReady = false;
  #job: Job | undefined;
  #timer: NodeJS.Timeout | undefined;
  #isDisposed = false;

  constructor(limits: WorkerLimits) {
    this.#limits = limits;
  }

  /** Starts the thread; answers when it can work at once. */
  async warm(): Promise<void> {
    this.#assertUsable();
    this.#start();
    this.#worker?.ref();
    await this.#ready.promise;
    this.#rest();
  }

  /** @throws {PosternError} DISPOSED */
  async ask(request: WorkerRequest): Promise<WorkerAnswer> {
    this.#assertUsable();
    return await new Promise<WorkerAnswer>((settle) => {
      this.#queue.push({ request, settle });
      this.#next();
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isDisposed = true;
    const worker = this.#worker;
    this.#drop("crashed");
    for (const job of this.#queue.splice(0)) {
      job.settle({ status: "crashed" });
    }
    await worker?.terminate();
  }

  #assertUsable(): void {
    if (this.#isDisposed) {
      throw new PosternError("DISPOSED", "The script checker was disposed.");
    }
  }

  #start(): void {
    if (this.#worker !== undefined) {
      return;
    }
    const file = import.meta.url.endsWith(".ts") ? "./check-worker.ts" : "./check-worker.js";
    const worker = new Worker(new URL(file, import.meta.url), {
      name: "postern-check",
      workerData: this.#limits satisfies WorkerSettings,
      env: {},
      execArgv: [],
      stdout: true,
      stderr: true,
      resourceLimits: {
        maxOldGenerationSizeMb: this.#limits.memoryLimitBytes / MEBIBYTE,
        maxYoungGenerationSizeMb: NURSERY_MEBIBYTES,
        stackSizeMb: STACK_MEBIBYTES,
      },
    });
    this.#worker = worker;
    worker.on("message", (message: WorkerMessage) => this.#receive(worker, message));
    // Running out of memory ends the thread with an error; an exit says the rest.
    worker.on("error", () => this.#lose(worker));
    worker.on("exit", () => this.#lose(worker));
    this.#rest();
  }

  #next(): void {
    if (this.#job !== undefined || this.#isDisposed) {
      return;
    }
    const job = this.#queue.shift();
    if (job === undefined) {
      this.#rest();
      return;
    }
    this.#job = job;
    this.#start();
    this.#worker?.ref();
    this.#worker?.postMessage(job.request);
    this.#watch(this.#isReady ? this.#limits.deadlineMs : START_DEADLINE_MS);
  }

  #watch(deadlineMs: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#expire(), deadlineMs);
  }

  #receive(worker: Worker, message: WorkerMessage): void {
    if (worker !== this.#worker) {
      return;
    }
    if (message.kind === "ready") {
      this.#isReady = true;
      this.#ready.resolve();
      if (this.#job !== undefined) {
        this.#watch(this.#limits.deadlineMs);
      }
      return;
    }
    this.#settle({ status: "answered", message });
    this.#next();
  }

  #expire(): void {
    const worker = this.#worker;
    this.#drop("expired");
    void worker?.terminate();
    // The next script should not have to wait for the compiler to load.
    this.#start();
    this.#next();
  }

  #lose(worker: Worker): void {
    if (worker === this.#worker) {
      this.#drop("crashed");
      this.#next();
    }
  }

  /** Forgets the thread and gives its request up. */
  #drop(status: "expired" | "crashed"): void {
    this.#worker = undefined;
    this.#isReady = false;
    this.#ready.resolve();
    this.#ready = Promise.withResolvers();
    this.#settle({ status });
  }

  #settle(answer: WorkerAnswer): void {
    clearTimeout(this.#timer);
    const job = this.#job;
    this.#job = undefined;
    job?.settle(answer);
  }

  /** A thread without work does not keep the process alive. */
  #rest(): void {
    if (this.#job === undefined && this.#queue.length === 0) {
      this.#worker?.unref();
    }
  }
}
