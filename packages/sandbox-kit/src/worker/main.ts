import { flushCompileCache } from "node:module";
import type { Engine, EngineModule, Guest } from "../engine.ts";
import { openGuest } from "../guest-port.ts";
import { MemberList } from "../member-list.ts";
import { BlockingLineReader, writeBlocking } from "./blocking-lines.ts";
import { CpuMeter } from "./cpu-meter.ts";

/** Bytes of frames that are gathered before they are written within a turn. */
const FLUSH_CHARS = 32 * 1024;
/** Log lines of a turn that are written one by one, so that none is lost when the turn never ends; more are gathered. */
const EAGER_LOGS = 256;

/** What a `B` line says: the limits of the execution that begins. */
interface Begin {
  readonly memoryLimitBytes: number;
  readonly cpuTimeMs: number;
  readonly wallTimeMs: number;
}

/**
 * A child process of the pool: reads a line, does what it says, writes what came of it. One guest at a time; the next one
 * is prepared while nobody waits. `../protocol.md` lists the lines.
 */
class GuestWorker {
  readonly #engine: Engine;
  readonly #memberLists = new Map<number, MemberList>();
  #nonce = "";
  #output = "";
  #prepared: { readonly memoryLimitBytes: number; readonly guest: Guest } | undefined;
  #begin: Begin = { memoryLimitBytes: 0, cpuTimeMs: 0, wallTimeMs: 0 };
  readonly #cpu = new CpuMeter();
  #logsOfTurn = 0;

  constructor(engine: Engine) {
    this.#engine = engine;
  }

  async handle(line: string): Promise<void> {
    const text = line.slice(1);
    switch (line[0]) {
      case "P":
        await this.#start(text);
        return;
      case "N":
        this.#memberLists.set(Number.parseInt(text, 10), new MemberList(text.slice(text.indexOf(",") + 1)));
        return;
      case "B":
        this.#begin = JSON.parse(text) as Begin;
        await this.#prepare(this.#begin.memoryLimitBytes);
        this.#cpu.begin();
        return;
      case "D":
        this.#deliver(text);
        return;
      case "E":
        await this.#finish();
        return;
      default:
    }
  }

  /** The first line: `bytes,nonce`. Every line written from now on starts with the nonce, so that no guest can fake one. */
  async #start(text: string): Promise<void> {
    this.#nonce = text.slice(text.indexOf(",") + 1);
    await this.#prepare(Number.parseInt(text, 10));
    this.#emit(`+${process.memoryUsage.rss()}`);
    this.#flush();
    // What was compiled for this start serves the next process; at its end this one may be killed.
    flushCompileCache();
  }

  async #prepare(memoryLimitBytes: number): Promise<void> {
    if (this.#prepared?.memoryLimitBytes !== memoryLimitBytes) {
      this.#prepared?.guest.dispose();
      this.#prepared = { memoryLimitBytes, guest: await this.#openGuest(memoryLimitBytes) };
    }
  }

  async #openGuest(memoryLimitBytes: number): Promise<Guest> {
    return openGuest(this.#engine, {
      memoryLimitBytes,
      memberList: (listId) => this.#memberLists.get(listId),
      emit: (frame) => {
        this.#emitFrame(frame);
      },
    });
  }

  /** Calls of a turn go together; lines and ends at once, since what comes after may never come back. */
  #emitFrame(frame: string): void {
    const kind = frame[0];
    if (kind === "D" || kind === "F") {
      this.#emit(`.${this.#cpu.ask()}`);
    }
    this.#emit(frame);
    this.#logsOfTurn += kind === "L" ? 1 : 0;
    const isUrgent = kind === "L" ? this.#logsOfTurn <= EAGER_LOGS : kind === "D" || kind === "F";
    if (isUrgent || this.#output.length > FLUSH_CHARS) {
      this.#flush();
    }
  }

  #deliver(text: string): void {
    this.#logsOfTurn = 0;
    const guest = this.#prepared?.guest;
    if (guest === undefined) {
      return;
    }
    const startedMs = performance.now();
    const end = guest.deliver(text, {
      cpuTimeMs: this.#begin.cpuTimeMs - this.#cpu.usedMs,
      wallTimeMs: this.#begin.wallTimeMs,
    });
    this.#cpu.addTurn(performance.now() - startedMs);
    this.#emit(end === "idle" ? `.${this.#cpu.usedMs}` : `!${end}`);
    this.#flush();
  }

  /** The execution is over: says at once that another may come, and then makes its guest. */
  async #finish(): Promise<void> {
    const used = this.#prepared;
    this.#prepared = undefined;
    used?.guest.dispose();
    this.#emit(`+${process.memoryUsage.rss()}`);
    this.#flush();
    await this.#prepare(this.#begin.memoryLimitBytes);
    this.#emit("*");
    this.#flush();
  }

  #emit(frame: string): void {
    this.#output += `${this.#nonce}${frame}\n`;
  }

  #flush(): void {
    const output = this.#output;
    this.#output = "";
    writeBlocking(output);
  }
}

const [, , engineUrl = "", cacheDirectory] = process.argv;
const engineModule = (await import(engineUrl)) as EngineModule;
const worker = new GuestWorker(await engineModule.createEngine({ cacheDirectory }));
const lines = new BlockingLineReader();
for (let line = lines.next(); line !== undefined; line = lines.next()) {
  await worker.handle(line);
}
process.exit(0);
