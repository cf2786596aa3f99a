import { spawn } from "node:child_process";
import type { ChildProcessByStdio } from "node:child_process";
import { randomBytes } from "node:crypto";
import type { Socket } from "node:net";
import type { Readable, Writable } from "node:stream";
import { TurnShare } from "../host/turn-share.ts";
import { LIBRARY_SOURCES } from "../generated/libraries.ts";
import { PRELUDE_SOURCE } from "../generated/prelude.ts";
import { LineSplitter } from "./line-splitter.ts";
import { groupMemory } from "./memory-groups.ts";
import type { MemoryGroup } from "./memory-groups.ts";
import { bindToHostLife, unbindFromHostLife } from "./reaper.ts";

/** How to start a process in which guests run. */
export interface GuestCommand {
  readonly file: string;
  readonly args: readonly string[];
  /** The whole environment. Default: empty. */
  readonly env?: Readonly<Record<string, string>>;
  /** The process asks for the guest's half on its first line, since it cannot load this package. */
  readonly receivesPrelude?: boolean;
}

/** What a command may depend on. */
export interface GuestCommandOptions {
  readonly memoryLimitBytes: number;
  /** A directory for what the program itself wants to write; gone with the sandbox. */
  readonly cacheDirectory: string;
}

/** What a process is started with. */
export interface GuestProcessOptions {
  readonly command: GuestCommand;
  /** An empty directory. */
  readonly directory: string;
  readonly memoryLimitBytes: number;
}

/** How a process ended. */
export interface ProcessExit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** The end of what it wrote on its standard error. */
  readonly stderr: string;
  /** The kernel killed it for going over its group's limit. */
  readonly isOutOfMemory: boolean;
}

const ignore = (): void => undefined;
/** The guest's half as a line, the same for every process; made once it is needed. */
let sourcesLine: string | undefined;
/** Below what a string can hold. A line is longer only where the guest's half is not ours any more. */
const MAX_LINE_BYTES = 256 * 1024 * 1024;
const STDERR_CHARS = 4096;

/** One child process: an empty environment, pipes only, a process group of its own, and no way to outlive the host. */
export class GuestProcess {
  /** What the guest that is made or being made may take. */
  memoryLimitBytes: number;
  readonly exited: Promise<ProcessExit>;
  /** Resident memory that the process reported when it was first ready, in bytes. */
  baselineBytes = 0;
  /** Resident memory at the last report. */
  residentBytes = 0;
  /** The process's own control group, where one can be made and once it is. */
  memoryGroup: MemoryGroup | undefined;
  /** Settles when the process is in its group, or in none. */
  readonly grouped: Promise<void>;
  executions = 0;
  /** The next guest is there already. */
  isPrepared = false;
  /** Lists of members that the process has. */
  readonly knownLists: Set<number> = new Set();
  /** Hears every line while an execution is on. */
  onLine: (line: string) => void = ignore;
  /** Hears of the end while an execution is on. A property, not a promise's reaction: those stay as long as the process. */
  onExit: (exit: ProcessExit) => void = ignore;
  readonly #child: ChildProcessByStdio<Writable, Readable, Readable>;
  readonly #nonce = randomBytes(8).toString("hex");
  #ready = Promise.withResolvers<boolean>();
  #outgoing = "";
  #stderr = "";
  #isGone = false;
  readonly #share = new TurnShare(() => this.#child.stdout.resume());

  constructor({ command, directory, memoryLimitBytes }: GuestProcessOptions) {
    this.memoryLimitBytes = memoryLimitBytes;
    const child = spawn(command.file, [...command.args], {
      cwd: directory,
      env: { ...command.env },
      detached: true,
      stdio: ["pipe", "pipe", "pipe"],
      windowsHide: true,
    });
    this.#child = child;
    this.exited = new Promise((resolve) => {
      child.on("error", ({ message }) => resolve({ code: null, signal: null, stderr: message, isOutOfMemory: false }));
      child.on("close", (code, signal) => {
        const isOutOfMemory = this.memoryGroup?.hasKilled() ?? false;
        const exit = { code, signal, stderr: this.#stderr, isOutOfMemory };
        this.onExit(exit);
        this.grouped.then(() => this.memoryGroup?.remove()).then(() => resolve(exit), ignore);
      });
    });
    if (child.pid !== undefined) {
      bindToHostLife(child.pid);
    }
    this.grouped = this.#joinGroup();
    const splitter = new LineSplitter((line) => this.#receive(line));
    child.stdout.on("data", (chunk: Buffer) => {
      splitter.push(chunk);
      if (splitter.pendingBytes > MAX_LINE_BYTES) {
        this.#child.kill("SIGKILL");
      }
      // What libuv reads in one go would all be worked on in this turn.
      if (this.#share.isSpent()) {
        child.stdout.pause();
      }
    });
    child.stderr.on("data", (chunk: Buffer) => {
      this.#stderr = (this.#stderr + chunk.toString("latin1")).slice(-STDERR_CHARS);
    });
    // A pipe breaks when the process dies; its exit says so.
    child.stdin.on("error", () => undefined);
    child.stdout.on("error", () => undefined);
    child.on("exit", () => this.#leave());
    child.on("error", () => this.#leave());
    if (command.receivesPrelude === true) {
      this.send((sourcesLine ??= `I${JSON.stringify({ prelude: PRELUDE_SOURCE, libraries: LIBRARY_SOURCES })}`));
    }
    this.send(`P${memoryLimitBytes},${this.#nonce}`);
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  get isGone(): boolean {
    return this.#isGone;
  }

  /** True when the process can take an execution; false when it died before. */
  get ready(): Promise<boolean> {
    return this.#ready.promise;
  }

  /** Sends one line. Lines of one moment go together. */
  send(line: string): void {
    if (this.#outgoing === "") {
      queueMicrotask(() => {
        const text = this.#outgoing;
        this.#outgoing = "";
        if (!this.#isGone) {
          this.#child.stdin.write(text);
        }
      });
    }
    this.#outgoing += `${line}\n`;
  }

  /** Ends the execution on the process; `ready` is a new promise from here. */
  finish(): Promise<boolean> {
    this.#detach();
    if (this.#isGone) {
      return Promise.resolve(false);
    }
    this.#ready = Promise.withResolvers<boolean>();
    this.send("E");
    return this.#ready.promise;
  }

  /** Kills the whole group, at once. */
  kill(): void {
    this.#detach();
    if (this.#isGone) {
      return;
    }
    try {
      process.kill(process.platform === "win32" ? this.pid : -this.pid, "SIGKILL");
    } catch {
      this.#child.kill("SIGKILL");
    }
    this.#leave();
  }

  async #joinGroup(): Promise<void> {
    this.memoryGroup = this.#child.pid === undefined ? undefined : await groupMemory(this.#child.pid);
  }

  /** Nobody hears this process any more; whoever did can be forgotten. */
  #detach(): void {
    this.onLine = ignore;
    this.onExit = ignore;
  }

  /** Lets the host end while the process idles. */
  unref(): void {
    this.#each((handle) => handle.unref());
  }

  /** Keeps the host alive while an execution is on. */
  ref(): void {
    this.#each((handle) => handle.ref());
  }

  #each(act: (handle: { ref(): unknown; unref(): unknown }) => void): void {
    const { stdin, stdout, stderr } = this.#child;
    for (const handle of [this.#child, stdin as Socket, stdout as Socket, stderr as Socket]) {
      act(handle);
    }
  }

  #receive(line: string): void {
    if (this.#isGone) {
      return;
    }
    if (!line.startsWith(this.#nonce)) {
      this.kill();
      return;
    }
    const text = line.slice(this.#nonce.length);
    if (text.startsWith("+")) {
      this.residentBytes = Number(text.slice(1));
      // The first guest is made before the process says that it is ready, the others after.
      this.isPrepared = this.baselineBytes === 0;
      this.baselineBytes ||= this.residentBytes;
      const { resolve } = this.#ready;
      this.grouped.then(() => resolve(true), ignore);
    } else if (text === "*") {
      this.isPrepared = true;
    } else {
      this.onLine(text);
    }
  }

  #leave(): void {
    if (!this.#isGone) {
      this.#isGone = true;
      this.#ready.resolve(false);
      if (this.#child.pid !== undefined) {
        const { pid } = this.#child;
        this.exited.then(
          () => unbindFromHostLife(pid),
          () => undefined,
        );
      }
    }
  }
}
