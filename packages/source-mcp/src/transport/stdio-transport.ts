import type { ChildProcess } from "node:child_process";
import { isJSONRPCErrorResponse, isJSONRPCNotification, isJSONRPCRequest } from "@modelcontextprotocol/client";
import { isJSONRPCResultResponse } from "@modelcontextprotocol/client";
import type { JSONRPCMessage, Transport } from "@modelcontextprotocol/client";
import { getDefaultEnvironment } from "@modelcontextprotocol/client/stdio";
import { PosternError } from "@postern/core";
import spawn from "cross-spawn";
import type { StdioTransportOptions } from "../options.ts";
import { LineFramer } from "./line-framer.ts";
import type { Edges } from "./line-framer.ts";
import { adoptGroup, endGroup } from "./process-group.ts";
import { TextTail } from "./text-tail.ts";
import { answeredId, faultReply, oversizeFault } from "./transport-fault.ts";

/** How long what a child wrote before it ended is waited for. */
const DRAIN_MS = 200;
const SILENT_GRACE_MS = 100;

/** Limits of one child. */
export interface StdioLimits {
  readonly maxMessageBytes: number;
  readonly shutdownGraceMs: number;
}

/**
 * A child process in a process group of its own, with one JSON-RPC message per line on its pipes. What is no message on
 * its stdout is passed over; a message above the limit costs its own request and nothing else; stderr is read to the end
 * and its last lines are kept.
 */
export class StdioTransport implements Transport {
  onclose?: () => void;
  onerror?: (error: Error) => void;
  onmessage?: (message: JSONRPCMessage) => void;
  readonly #options: StdioTransportOptions;
  readonly #limits: StdioLimits;
  readonly #stderrTail = new TextTail();
  readonly #noiseTail = new TextTail();
  #child: ChildProcess | undefined;
  #ending: Promise<void> | undefined;
  readonly #drained = Promise.withResolvers<void>();
  #exit: string | undefined;
  #hasSpoken = false;

  constructor(options: StdioTransportOptions, limits: StdioLimits) {
    this.#options = options;
    this.#limits = limits;
  }

  /** By these two names the SDK's client knows that it talks over pipes, and probes in place. */
  get stderr(): null {
    return null;
  }

  get pid(): number | null {
    return this.#child?.pid ?? null;
  }

  /** How the child ended, its last lines on stderr, and what on stdout was no message. */
  get diagnostics(): readonly string[] {
    const noise = this.#noiseTail.lines.map((line) => `stdout, not MCP: ${line}`);
    return [...(this.#exit === undefined ? [] : [this.#exit]), ...this.#stderrTail.lines, ...noise.slice(-3)];
  }

  async start(): Promise<void> {
    const { command, args = [], env, cwd } = this.#options;
    const child = spawn(command, args, {
      env: { ...getDefaultEnvironment(), ...env },
      stdio: ["pipe", "pipe", "pipe"],
      // A group of its own, so that what the child starts can be ended with it.
      detached: process.platform !== "win32",
      windowsHide: true,
      ...(cwd === undefined ? {} : { cwd }),
    });
    this.#child = child;
    adoptGroup(child);
    const framer = new LineFramer(this.#limits.maxMessageBytes, {
      onLine: (line) => this.#onLine(line),
      onOversize: (edges) => this.#onOversize(edges),
    });
    child.stdout?.on("data", (chunk: Buffer) => framer.push(chunk));
    child.stderr?.on("data", (chunk: Buffer) => this.#stderrTail.push(chunk));
    for (const stream of [child.stdin, child.stdout, child.stderr]) {
      stream?.on("error", (error: Error) => this.onerror?.(error));
    }
    child.on("exit", (code, signal) =>
      this.#onExit(signal === null ? `exited with code ${code}` : `killed by ${signal}`),
    );
    // Without stdout no answer can come. Mostly the exit follows at once, and says more.
    child.stdout?.once("end", () => setTimeout(() => this.#onExit("closed its stdout"), DRAIN_MS).unref());
    child.once("close", () => this.#drained.resolve());
    await new Promise<void>((resolve, reject) => {
      child.once("spawn", resolve);
      child.once("error", reject);
    });
  }

  async send(message: JSONRPCMessage): Promise<void> {
    const stdin = this.#child?.stdin;
    if (stdin === undefined || stdin === null || this.#exit !== undefined || this.#ending !== undefined) {
      throw new PosternError("SOURCE_UNAVAILABLE", "The upstream's process is not running. Nothing was done.");
    }
    const isFlushed = stdin.write(`${JSON.stringify(message)}\n`);
    if (!isFlushed) {
      await new Promise<void>((resolve) => {
        const settle = (): void => {
          stdin.off("drain", settle);
          stdin.off("close", settle);
          resolve();
        };
        stdin.once("drain", settle);
        stdin.once("close", settle);
      });
    }
  }

  close(): Promise<void> {
    this.#ending ??= this.#end();
    return this.#ending;
  }

  async #end(): Promise<void> {
    const child = this.#child;
    if (child !== undefined) {
      const { shutdownGraceMs } = this.#limits;
      // A child that never said a word has nothing to put in order.
      await endGroup(child, this.#hasSpoken ? shutdownGraceMs : Math.min(shutdownGraceMs, SILENT_GRACE_MS));
      child.stdout?.destroy();
      child.stderr?.destroy();
    }
    this.#onExit("closed");
  }

  #onExit(how: string): void {
    if (this.#exit === undefined) {
      this.#exit = how;
      // What the child left in its group goes with it.
      this.#ending ??= this.#drained.promise.then(() => this.#end());
      // Its last answer and its last words may still be in the pipes; what it started may hold them open.
      setTimeout(() => this.#drained.resolve(), DRAIN_MS).unref();
      void this.#drained.promise.then(() => this.onclose?.());
    }
  }

  #onLine(line: string): void {
    if (line.trim() === "") {
      return;
    }
    let parsed: unknown;
    try {
      parsed = JSON.parse(line);
    } catch {
      this.#noiseTail.add(line);
      return;
    }
    // Revision 2025-03-26 had batches.
    this.#hasSpoken = true;
    for (const message of Array.isArray(parsed) ? parsed : [parsed]) {
      if (isJSONRPCResultResponse(message) || isJSONRPCErrorResponse(message)) {
        // The client handles notifications a microtask later. A call's last progress must not come after its result.
        queueMicrotask(() => this.onmessage?.(message));
      } else if (isJSONRPCNotification(message) || isJSONRPCRequest(message)) {
        this.onmessage?.(message);
      } else {
        this.#noiseTail.add(line);
      }
    }
  }

  #onOversize(edges: Edges): void {
    const id = answeredId(edges);
    if (id === undefined) {
      this.#noiseTail.add(`a message of ${edges.bytes} bytes was dropped`);
    } else {
      this.onmessage?.(faultReply(id, oversizeFault(this.#limits.maxMessageBytes, edges.bytes)));
    }
  }
}
