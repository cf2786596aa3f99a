import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdir, readFile } from "node:fs/promises";
import { createInterface } from "node:readline";
import { setImmediate as nextTurn } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { createMcpSource } from "../src/index.ts";
import { callContext } from "./support/call-context.ts";
import { firstText } from "./support/events.ts";
import { faultServer, fixture } from "./support/fault-server.ts";

/** Whether the process runs; a zombie that nobody has reaped yet does not. */
async function isRunning(pid: number): Promise<boolean> {
  try {
    const stat = await readFile(`/proc/${pid}/stat`, "utf8");
    return !/\) [ZX] /u.test(stat);
  } catch {
    return false;
  }
}

async function untilGone(pids: readonly number[]): Promise<void> {
  for (const pid of pids) {
    while (await isRunning(pid)) {
      await nextTurn();
    }
  }
}

/** The processes that this one started and that still run. */
async function childrenOf(parent: number): Promise<readonly string[]> {
  const stats = await Promise.all(
    (await readdir("/proc"))
      .filter((name) => /^\d+$/u.test(name))
      .map((pid) => readFile(`/proc/${pid}/stat`, "utf8").catch(() => "")),
  );
  return stats.filter((stat) => stat.match(/\) ([A-Z]) (\d+) /u)?.[2] === String(parent) && !/\) [ZX] /u.test(stat));
}

// The ids of processes are read from /proc, which Linux has.
describe.runIf(process.platform === "linux")("what a child starts", () => {
  it("ends with the source, though it ignores its stdin and SIGTERM", async () => {
    const source = createMcpSource({
      namespace: "family",
      transport: faultServer("--ignore-end"),
      shutdownGraceMs: 20,
    });
    const family = JSON.parse(firstText(await source.callTool("family", {}, callContext()))) as number[];
    expect(await Promise.all(family.map(isRunning))).toEqual([true, true]);
    await source[Symbol.asyncDispose]();
    await untilGone(family);
  });

  it("ends with a child that dies by itself", async () => {
    await using source = createMcpSource({ namespace: "family", transport: faultServer(), shutdownGraceMs: 20 });
    const family = JSON.parse(firstText(await source.callTool("family", {}, callContext()))) as number[];
    await expect(source.callTool("die", {}, callContext())).rejects.toMatchObject({ code: "UNKNOWN_OUTCOME" });
    await untilGone(family);
  });

  it.concurrent.each(["SIGKILL", "SIGTERM", "SIGINT"] as const)(
    "ends when its owner is ended by %s",
    async (signal) => {
      const args = [fixture("owner.ts"), ...(faultServer("--ignore-end").args ?? [])];
      const owner = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
      const [line] = (await once(createInterface(owner.stdout), "line")) as [string];
      const family = JSON.parse(line) as number[];
      expect(await Promise.all(family.map(isRunning))).toEqual([true, true]);
      owner.kill(signal);
      await untilGone(family);
    },
    30_000,
  );

  it("ends when the owner's own stdin is all that keeps it", async () => {
    const source = createMcpSource({ namespace: "plain", transport: faultServer() });
    const pid = Number(firstText(await source.callTool("pid", {}, callContext())));
    await source[Symbol.asyncDispose]();
    await source[Symbol.asyncDispose]();
    expect(await isRunning(pid)).toBe(false);
  });

  it("is gone after 50 starts and stops, thirty of them of a child that never answers", async () => {
    const before = await childrenOf(process.pid);
    const silent = { type: "stdio", command: "sleep", args: ["1000"] } as const;
    const cycle = async (index: number): Promise<void> => {
      const isSilent = index % 5 < 3;
      const transport = isSilent ? silent : faultServer();
      const source = createMcpSource({ namespace: "cycle", transport, shutdownGraceMs: 20 });
      const listed = source.listTools();
      await (isSilent ? nextTurn() : listed);
      await source[Symbol.asyncDispose]();
      await listed.catch(() => undefined);
    };
    for (let index = 0; index < 50; index += 10) {
      await Promise.all(Array.from({ length: 10 }, (_, offset) => cycle(index + offset)));
    }
    // The shell that watches over the children ends a moment after the last of them.
    while ((await childrenOf(process.pid)).length > before.length) {
      await nextTurn();
    }
    expect((await childrenOf(process.pid)).length).toBeLessThanOrEqual(before.length);
  }, 30_000);
});
