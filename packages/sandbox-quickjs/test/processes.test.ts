import { DEFAULT_BUDGET } from "@postern/core";
import type { RunOutcome, Sandbox, ScriptHost } from "@postern/core";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmdirSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect, it, vi } from "vitest";
import { createQuickJsSandbox } from "../src/index.ts";
import type { QuickJsOptions } from "../src/index.ts";

const HOST: ScriptHost = { namespaces: [], call: () => Promise.resolve({ status: "ok", value: null }) };
/** Nothing in QuickJS stops this before 2 ** 53 steps. */
const ENDLESS_NATIVE = "return Array.prototype.indexOf.call({ length: 2 ** 53 - 1 }, 1);";

async function run(sandbox: Sandbox, code: string, wallTimeMs = 20_000): Promise<RunOutcome> {
  const budget = { ...DEFAULT_BUDGET, wallTimeMs };
  return sandbox.run({ code, lineOffset: 0 }, HOST, { executionId: "test", budget });
}

function childrenOf(pid: number): readonly number[] {
  const file = `/proc/${pid}/task/${pid}/children`;
  return existsSync(file) ? readFileSync(file, "utf8").split(" ").filter(Boolean).map(Number) : [];
}

function isAlive(pid: number): boolean {
  try {
    // A process that has ended and waits to be collected has no command any more.
    return readFileSync(`/proc/${pid}/cmdline`, "utf8") !== "";
  } catch {
    return false;
  }
}

/** Groups of a process's guests, wherever control groups are mounted. */
function controlGroups(host = process.pid): readonly string[] {
  const own = existsSync("/proc/self/cgroup") ? readFileSync("/proc/self/cgroup", "utf8").trim().split("\n") : [];
  const paths = ["/", ...own.map((line) => line.split(":")[2] ?? "/")];
  const directories = ["/sys/fs/cgroup", "/sys/fs/cgroup/memory"].flatMap((root) =>
    paths.map((path) => join(root, path)),
  );
  return [...new Set(directories)]
    .filter((directory) => existsSync(directory))
    .flatMap((directory) => readdirSync(directory).filter((name) => name.startsWith(`postern-${host}-`)));
}

it("leaves no control group behind, not even of processes that were still starting", async () => {
  const before = controlGroups();
  {
    await using sandbox = createQuickJsSandbox();
    await run(sandbox, "return 1;");
    await using unused = createQuickJsSandbox();
    void unused.warm().catch(() => undefined);
    expect(controlGroups().length > before.length).toBe(sandbox.capabilities.memoryWatch === "cgroup");
  }
  expect(controlGroups()).toEqual(before);
});

it("serves executions one after another from the same processes", async () => {
  await using sandbox = createQuickJsSandbox();
  await sandbox.warm();
  for (let count = 0; count < 20; count += 1) {
    expect(await run(sandbox, `return ${count};`)).toMatchObject({ status: "completed", value: count });
  }
  expect(childrenOf(process.pid).filter((pid) => isAlive(pid)).length).toBeLessThanOrEqual(
    process.platform === "linux" ? 4 : 0,
  );
});

it("replaces a process after so many executions", async () => {
  await using sandbox = createQuickJsSandbox({ maxExecutionsPerProcess: 2, maxProcesses: 1 });
  for (let count = 0; count < 5; count += 1) {
    expect(await run(sandbox, `return ${count};`)).toMatchObject({ value: count });
  }
});

/** The guests' processes that are alive while a script of each of four executions makes a call. */
async function serversOf(options: QuickJsOptions, before = ""): Promise<number> {
  await using sandbox = createQuickJsSandbox({ ...options, maxProcesses: 1 });
  const others = childrenOf(process.pid);
  const servers = new Set<number>();
  const host: ScriptHost = {
    namespaces: [{ name: "tools", members: [{ identifier: "look", name: "look" }] }],
    call: async () => {
      const guests = childrenOf(process.pid).filter((pid) => !others.includes(pid) && isGuest(pid));
      guests.forEach((pid) => servers.add(pid));
      return { status: "ok", value: guests.length };
    },
  };
  for (let count = 0; count < 4; count += 1) {
    const script = { code: `${before} return await tools.look();`, lineOffset: 0 };
    const outcome = await sandbox.run(script, host, { executionId: "look", budget: DEFAULT_BUDGET });
    expect(outcome).toMatchObject({ status: "completed", value: 1 });
  }
  return servers.size;
}

function isGuest(pid: number): boolean {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8").includes("worker/main");
  } catch {
    return false;
  }
}

it.runIf(process.platform === "linux").each<[name: string, options: QuickJsOptions, servers: number]>([
  ["one process within every bound", {}, 1],
  ["a process each with isolation execution", { isolation: "execution" }, 4],
  ["a process for so many executions", { maxExecutionsPerProcess: 2 }, 2],
])("runs four executions in %s", async (_name, options, servers) => {
  expect(await serversOf(options)).toBe(servers);
});

it.runIf(process.platform === "linux")("replaces a process whose memory has grown", async () => {
  const options = { maxGrowthBytes: 16 * 1024 * 1024 };
  expect(await serversOf(options, "const big = new Uint8Array(48e6).fill(1);")).toBeGreaterThan(1);
});

/** The whole environment of a process. */
function environmentOf(pid: number): Readonly<Record<string, string>> {
  const entries = readFileSync(`/proc/${pid}/environ`, "utf8").split("\0").filter(Boolean);
  return Object.fromEntries(entries.map((entry) => entry.split("=", 2) as [string, string]));
}

it.runIf(process.platform === "linux")("keeps what its processes compile to itself, and takes it along", async () => {
  const caches: string[] = [];
  for (let count = 0; count < 2; count += 1) {
    const others = childrenOf(process.pid);
    await using sandbox = createQuickJsSandbox({ maxProcesses: 1 });
    await sandbox.warm();
    const [guest = 0] = childrenOf(process.pid).filter((pid) => !others.includes(pid) && isGuest(pid));
    const { NODE_COMPILE_CACHE: cache = "", ...rest } = environmentOf(guest);
    expect(rest).toEqual({});
    expect(readdirSync(cache)).not.toEqual([]);
    expect(statSync(dirname(cache)).mode & 0o777).toBe(0o700);
    caches.push(cache);
  }
  expect(new Set([...caches, process.env["NODE_COMPILE_CACHE"]]).size).toBe(3);
  expect(caches.filter((cache) => existsSync(dirname(cache)))).toEqual([]);
});

it("lets an execution wait when every process is taken, on no clock", async () => {
  await using sandbox = createQuickJsSandbox({ maxProcesses: 1 });
  const first = run(sandbox, "await new Promise((resolve) => setTimeout(resolve, 400)); return 1;");
  const second = run(sandbox, "return 2;", 300);
  expect(await Promise.all([first, second])).toMatchObject([{ value: 1 }, { value: 2 }]);
});

it("goes on with others while a native that nothing stops is killed", async () => {
  await using sandbox = createQuickJsSandbox();
  const stopped = run(sandbox, ENDLESS_NATIVE, 500);
  expect(await run(sandbox, "return 1;")).toMatchObject({ value: 1 });
  expect(await stopped).toMatchObject({ status: "failed", error: { code: "TIMEOUT" } });
  expect(await run(sandbox, "return 2;")).toMatchObject({ value: 2 });
});

it("gives every execution random numbers of its own", async () => {
  await using sandbox = createQuickJsSandbox();
  const drawn = new Set<unknown>();
  for (let count = 0; count < 5; count += 1) {
    const outcome = await run(sandbox, "return [Math.random(), Math.random()];");
    expect(outcome.status).toBe("completed");
    for (const value of outcome.status === "completed" && Array.isArray(outcome.value) ? outcome.value : []) {
      expect(value).toBeGreaterThanOrEqual(0);
      expect(value).toBeLessThan(1);
      drawn.add(value);
    }
  }
  expect(drawn.size).toBe(10);
});

it.runIf(process.platform === "linux")("dies with its host, and leaves nothing, when that is killed", async () => {
  const directory = mkdtempSync(join(tmpdir(), "postern-killed-"));
  const host = spawn(process.execPath, [join(import.meta.dirname, "fixtures", "spinning-host.ts")], {
    env: { ...process.env, TMPDIR: directory },
    stdio: ["ignore", "pipe", "inherit"],
  });
  await once(host.stdout, "data");
  const pid = host.pid ?? 0;
  const children = childrenOf(pid);
  expect(children.length).toBeGreaterThanOrEqual(2);
  expect(readdirSync(directory)).toEqual([expect.stringMatching(/^postern-guest-/u)]);
  expect(controlGroups(pid).length > 0).toBe(createQuickJsSandbox().capabilities.memoryWatch === "cgroup");
  host.kill("SIGKILL");
  await once(host, "exit");
  const left = (): unknown[] => [...children.filter(isAlive), ...readdirSync(directory), ...controlGroups(pid)];
  await vi.waitFor(() => expect(left()).toEqual([]), { timeout: 10_000 });
  rmdirSync(directory);
});

it.each([
  ["<html>", 'Unexpected "<" at position 0 of the JSON text'],
  ['{"a":[1,2}', 'Unexpected "}" at position 9 of the JSON text'],
  ["[1,2", "Unexpected end of JSON input"],
  ["1 2", 'Unexpected "2" at position 2 of the JSON text'],
])("says in Postern's words why %s is no JSON", async (text, message) => {
  await using sandbox = createQuickJsSandbox({ isolation: "inline" });
  const code = `JSON.parse(${JSON.stringify(text)});`;
  expect(await run(sandbox, code)).toMatchObject({ error: { name: "SyntaxError", message, line: 1, column: 6 } });
});
