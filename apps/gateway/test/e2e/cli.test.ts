import { spawn } from "node:child_process";
import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { CLI, createWorkspace, runCli, type Finished, type Workspace } from "../support/gateway-process.ts";

let workspace: Workspace;

beforeAll(async () => {
  workspace = await createWorkspace();
});

afterAll(() => workspace[Symbol.asyncDispose]());

function postern(args: readonly string[], input = ""): Promise<Finished> {
  return runCli(args, { cwd: workspace.directory, input });
}

describe("postern", { timeout: 60_000 }, () => {
  it.each([[], ["serve"], ["search"], ["types"], ["run"], ["call"], ["sources"]].map((command) => ({ command })))(
    "explains itself with --help: $command",
    async ({ command }) => {
      const { code, stdout, stderr } = await postern([...command, "--help"]);
      expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
      expect(stdout).toContain(`Usage: postern${command.map((word) => ` ${word}`).join("")}`);
    },
  );

  it("lists the sources, and exits with 0 when all are connected", async () => {
    const { code, stdout } = await postern(["sources", "--json"]);
    const sources = JSON.parse(stdout) as readonly Record<string, unknown>[];
    expect(code).toBe(0);
    expect(sources.map((source) => [source["namespace"], source["state"], source["transport"]])).toEqual([
      ["everything", "ready", "stdio"],
      ["filesystem", "ready", "stdio"],
      ["memory", "ready", "stdio"],
    ]);
  });

  it("finds tools, for people and as JSON", async () => {
    const text = await postern(["search", "read", "a", "file", "--namespace", "filesystem", "--limit", "3"]);
    expect(text.stdout).toContain("filesystem.read_text_file(");
    const json = await postern(["search", "read a file", "--json"]);
    expect(JSON.parse(json.stdout)).toMatchObject({ total: expect.any(Number) as number });
  });

  it("ends well when nobody reads on", async () => {
    const child = spawn(process.execPath, [...CLI, "search", "read", "a", "file"], {
      cwd: workspace.directory,
      env: { ...process.env, POSTERN_HOME: join(workspace.directory, "home") },
      stdio: ["ignore", "pipe", "pipe"],
    });
    child.stdout.destroy();
    let stderr = "";
    child.stderr.on("data", (chunk: Buffer) => (stderr += chunk.toString()));
    await once(child, "close");
    expect(child.exitCode).toBe(0);
    expect(stderr).not.toContain("EPIPE");
  });

  it("runs a script from a file and from standard input", async () => {
    await writeFile(join(workspace.directory, "script.ts"), "console.log('hello');\nreturn { n: 41 + 1 };");
    const fromFile = await postern(["run", "script.ts"]);
    expect(fromFile).toMatchObject({ code: 0, stdout: '{\n  "n": 42\n}\n' });
    expect(fromFile.stderr).toContain("hello");
    const fromInput = await postern(["run", "-", "--sandbox", "isolated-vm", "--json"], "return 43");
    expect(JSON.parse(fromInput.stdout)).toMatchObject({ status: "completed", value: 43 });
  });

  it("exits with 1 when a script fails, and shows where", async () => {
    const { code, stdout, stderr } = await postern(["run", "-"], "const a = 1;\nthrow new Error('broken');");
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toContain("SCRIPT: ");
    expect(stderr).toContain("broken");
    expect(stderr).toContain("2 |");
  });

  it("calls one tool", async () => {
    const { code, stdout } = await postern(["call", "everything.echo", '{"message":"hi"}']);
    expect(code).toBe(0);
    expect(stdout).toContain("hi");
  });

  it("answers a wrong call with what is right, and exits with 2", async () => {
    const unknown = await postern(["call", "everything.ehco", "{}"]);
    expect(unknown).toMatchObject({ code: 2, stdout: "", stderr: expect.stringContaining("echo") as string });
    const invalid = await postern(["call", "everything.echo", '{"message":1}']);
    expect(invalid).toMatchObject({ code: 2, stderr: expect.stringContaining("message") as string });
    const notJson = await postern(["call", "everything.echo", "{message}"]);
    expect(notJson).toMatchObject({ code: 2, stderr: expect.stringContaining("not JSON") as string });
  });

  it.each([
    { args: ["serch", "x"], says: "unknown command" },
    { args: ["search", "x", "--limit", "0"], says: "whole number from 1 to 50" },
    { args: ["run", "-", "--sandbox", "vm2"], says: "quickjs, isolated-vm, deno" },
    { args: ["run"], says: "missing required argument" },
    { args: ["run", "no-such-file.ts"], says: "no-such-file.ts" },
    { args: ["sources", "--config", "no-such-config.json"], says: "no-such-config.json" },
    { args: ["serve", "--http", "nonsense"], says: "HOST:PORT" },
    { args: ["serve", "--http", "0.0.0.0:0"], says: "loopback" },
  ])("answers wrong usage with exit code 2: $args", async ({ args, says }) => {
    const { code, stdout, stderr } = await postern(args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toContain(says);
  });
});

describe("a server that does not start", { timeout: 60_000 }, () => {
  it("shows in sources with its last words, and stops nothing else", async () => {
    await using broken = await createWorkspace({
      mcpServers: { broken: { command: process.execPath, args: ["-e", "console.error('no token'); process.exit(3)"] } },
    });
    const { code, stdout } = await runCli(["sources", "--json"], { cwd: broken.directory });
    expect(code).toBe(1);
    const sources = JSON.parse(stdout) as readonly Record<string, unknown>[];
    const states = Object.fromEntries(sources.map((source) => [source["namespace"], source["state"]]));
    expect(states).toEqual({ broken: "failed", everything: "ready", filesystem: "ready", memory: "ready" });
    expect(sources.find((source) => source["namespace"] === "broken")?.["lastError"]).toContain("no token");
    const run = await runCli(["run", "-"], { cwd: broken.directory, input: "return 1; // without broken" });
    expect(run).toMatchObject({ code: 0, stdout: "1\n", stderr: expect.stringContaining("broken") as string });
  });
});

describe("a server that hangs", { timeout: 60_000 }, () => {
  let hanging: Workspace;

  beforeAll(async () => {
    hanging = await createWorkspace({ mcpServers: { silent: { command: "sleep", args: ["1000"] } } });
  });

  afterAll(() => hanging[Symbol.asyncDispose]());

  const run = (args: readonly string[], input = ""): Promise<Finished> =>
    runCli(args, { cwd: hanging.directory, input });

  it("is not waited for by a script or a call of another source", async () => {
    const script = "return (await everything.echo({ message: 'hi' })).length > 0";
    const [ran, called] = await Promise.all([
      run(["run", "-"], script),
      run(["call", "everything.echo", '{"message":"hi"}']),
    ]);
    expect(ran).toMatchObject({ code: 0, stdout: "true\n" });
    expect(ran.stderr).not.toContain("silent");
    expect(called).toMatchObject({ code: 0, stdout: expect.stringContaining("hi") as string });
    expect(called.stderr).not.toContain("silent");
  });

  it("is waited for, and named, where every source is asked for", async () => {
    const { code, stdout, stderr } = await run(["sources", "--json"]);
    expect(code).toBe(1);
    expect(stderr).toMatch(/Waiting for .*silent/u);
    const states = (JSON.parse(stdout) as readonly Record<string, unknown>[]).map(({ state }) => state);
    expect(states).toEqual(["ready", "ready", "ready", "connecting"]);
  });

  it("is told apart from a tool that does not exist", async () => {
    const { code, stderr } = await run(["call", "silent.anything"]);
    expect(code).toBe(1);
    expect(stderr).toContain("silent.anything was not called. Not available now: silent (still connecting).");
  });
});
