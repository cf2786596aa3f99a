import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type Server, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { type PoolOptions, ProcessPool } from "../src/pool/pool.ts";

const GUEST = join(import.meta.dirname, "fixtures", "obedient-guest.ts");
const MEMORY_LIMIT_BYTES = 64 * 1024 * 1024;

let directory: string;
/** Hears from each process when it can take an execution. */
let server: Server;

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), "postern-pool-"));
  server = createServer().listen(join(directory, "ready"));
  await once(server, "listening");
});

afterEach(async () => {
  server.close();
  await once(server, "close");
  rmSync(directory, { recursive: true });
});

/** A pool of one process. */
function createPool(options: Partial<PoolOptions> = {}): ProcessPool {
  return new ProcessPool({
    command: () => ({ file: process.execPath, args: ["--no-warnings", GUEST, join(directory, "ready")] }),
    maxProcesses: 1,
    spareProcesses: 1,
    maxExecutionsPerProcess: 1000,
    maxGrowthBytes: 64 * 1024 * 1024,
    memoryLimitBytes: MEMORY_LIMIT_BYTES,
    ...options,
  });
}

/** The number of the next process that is ready. */
async function nextReady(): Promise<number> {
  const [socket] = (await once(server, "connection")) as [Socket];
  const [number] = (await once(socket, "data")) as [Buffer];
  socket.resume();
  return Number(number.toString());
}

/** Gives a process one order and the execution back; answers the process's number, or how the execution ended. */
async function execute(pool: ProcessPool, order: string): Promise<string> {
  const channel = await pool.acquire(MEMORY_LIMIT_BYTES, new AbortController().signal);
  const { promise, resolve } = Promise.withResolvers<string>();
  channel.begin({
    cpuTimeMs: 10_000,
    wallTimeMs: 10_000,
    wallTimeLeftMs: () => 10_000,
    memoryLimitBytes: MEMORY_LIMIT_BYTES,
    memberLists: new Map(),
    listener: { onFrame: resolve, onIdle: () => undefined, onEnd: resolve },
  });
  channel.deliver(order);
  const answer = await promise;
  channel.end("clean");
  return answer;
}

it.each([
  { what: "went over a limit", order: "meet a limit", options: {}, answers: "cpu-limit" },
  { what: "crashed", order: "crash", options: {}, answers: "crashed" },
  { what: "has served its executions", order: "serve", options: { maxExecutionsPerProcess: 1 }, answers: "its number" },
  { what: "has grown", order: "grow", options: {}, answers: "its number" },
])("has a process ready in place of one that $what, before anybody asks", async ({ order, options, answers }) => {
  const ready = nextReady();
  await using pool = createPool(options);
  await pool.warm();
  const first = await ready;
  const second = nextReady();
  expect(await execute(pool, order)).toBe(answers === "its number" ? `${first}` : answers);
  expect(await second).not.toBe(first);
  expect(await execute(pool, "serve")).toBe(`${await second}`);
});

it("uses a process again that nothing happened to", async () => {
  const first = nextReady();
  await using pool = createPool();
  await pool.warm();
  const served = [await execute(pool, "serve"), await execute(pool, "serve")];
  expect(served).toEqual([`${await first}`, `${await first}`]);
});
