import { DEFAULT_BUDGET } from "@postern/core";
import type { RunOutcome } from "@postern/core";
import { expect, it } from "vitest";
import { createDenoSandbox } from "../src/index.ts";
import { denoArguments } from "../src/flags.ts";

async function run(code: string): Promise<RunOutcome> {
  await using sandbox = createDenoSandbox({ spareProcesses: 0 });
  return await sandbox.run(
    { code, lineOffset: 0 },
    { namespaces: [], call: () => Promise.resolve({ status: "ok", value: null }) },
    {
      executionId: "realm",
      budget: { ...DEFAULT_BUDGET, ...(process.platform !== "linux" && { cpuTimeMs: Infinity }) },
    },
  );
}

it("has nothing of Deno's in the script's realm", async () => {
  const code = 'return ["Deno", "fetch", "Worker", "process", "localStorage"].filter((name) => name in globalThis);';
  expect(await run(code)).toMatchObject({ status: "completed", value: [] });
});

it("finds nothing behind the realm either, when a full stack leads out of it", async () => {
  const code = `const found = new Set();
const look = (error) => { try { found.add(error.constructor.constructor("return typeof Deno + typeof fetch")()); } catch {} };
const dive = () => { try { dive(); } catch (error) { look(error); try { crypto.randomUUID(); } catch (other) { look(other); } } };
dive();
return [...found].filter((text) => text !== "undefinedundefined");`;
  expect(await run(code)).toMatchObject({ status: "completed", value: [] });
});

it("has nothing to import with, not even from text it makes itself", async () => {
  const code = `const ways = [() => import("node:fs"), () => eval('import("node:fs")'), () => new Function('return import("data:text/javascript,")')()];
const loaded = await Promise.allSettled(ways.map(async (way) => way()));
return loaded.map(({ status }) => status);`;
  expect(await run(code)).toMatchObject({ value: ["rejected", "rejected", "rejected"] });
});

it("denies every permission and bounds the heap", () => {
  const flags = denoArguments(64 * 1024 * 1024, "guest.js");
  for (const denied of ["read", "write", "net", "env", "run", "sys", "ffi", "import"]) {
    expect(flags).toContain(`--deny-${denied}`);
  }
  expect(flags).toContain("--no-npm");
  expect(flags).toContain("--no-remote");
  expect(flags.find((flag) => flag.startsWith("--v8-flags="))).toContain("--max-old-space-size=80");
});
