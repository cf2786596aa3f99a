import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Catalog } from "@postern/core";
import { afterEach, beforeAll, describe, expect, it } from "vitest";
import { createScriptChecker as createLocalChecker, createTypeGenerator } from "../../src/index.ts";
import type { CheckReport, ScriptChecker } from "../../src/index.ts";
import { createScriptChecker } from "../../src/node/index.ts";
import type { WorkerCheckerOptions } from "../../src/node/index.ts";
import { fixtureCatalog } from "../check/fixture.ts";

const MEBIBYTE = 1024 * 1024;
const WRONG = "return (await github.list_issues({ onwer: 'a' })).items";
/** Takes the compiler minutes: each level doubles what the one before is made of. */
const ENDLESS = `type Tree<D extends any[], T> = D["length"] extends 20 ? T : { a: Tree<[...D, 1], [T, 1]>; b: Tree<[...D, 1], [T, 2]> };
type Leaves<T> = T extends { a: infer A; b: infer B } ? Leaves<A> | Leaves<B> : T;
const leaves: Leaves<Tree<[], 0>> = 1 as never;`;
/** Takes the compiler gigabytes. */
const HUGE = `type Count<N extends number, T extends any[] = []> = T["length"] extends N ? T : Count<N, [...T, 1]>;
${Array.from({ length: 400 }, (_, index) => `let v${index}: Count<${500 + index}> = 1 as any as Count<${400 + index}>;`).join("\n")}`;

const generator = createTypeGenerator();
const checkers: ScriptChecker[] = [];
let catalog: Catalog;

beforeAll(async () => {
  catalog = await fixtureCatalog();
});
afterEach(async () => {
  await Promise.all(checkers.splice(0).map((checker) => checker[Symbol.asyncDispose]()));
});

function worker(options: Partial<WorkerCheckerOptions> = {}): ScriptChecker {
  const checker = createScriptChecker({ generator, deadlineMs: 60_000, ...options });
  checkers.push(checker);
  return checker;
}

async function check(checker: ScriptChecker, text: string): Promise<CheckReport> {
  const prepared = await checker.prepare(text);
  if (prepared.status === "failed") {
    throw new Error(prepared.error.message);
  }
  return checker.check(prepared, catalog);
}

describe("a checker in a thread of its own", { timeout: 60_000 }, () => {
  it("answers what the one in this thread answers, also at once", async () => {
    const checker = worker();
    const local = createLocalChecker({ generator });
    const texts = [WRONG, "return await github.whoami()", "const a = 1;\na = 2", "await gihub.x()"];
    const reports = await Promise.all(texts.map((text) => check(checker, text)));
    expect(reports).toEqual(await Promise.all(texts.map((text) => check(local, text))));
    expect(reports.map(({ status }) => status)).toEqual(["failed", "passed", "failed", "failed"]);
    expect(await checker.prepare("enum A {}")).toEqual(await local.prepare("enum A {}"));
    await checker.warm();
  });

  it("gives up a check that takes too long, leaves this thread alone and goes on with a new one", async () => {
    const checker = worker({ deadlineMs: 1000 });
    await checker.warm();
    let turns = 0;
    const clock = setInterval(() => (turns += 1), 1);
    const [endless, next] = await Promise.all([check(checker, ENDLESS), check(checker, WRONG)]);
    clearInterval(clock);
    expect(endless).toEqual({
      status: "skipped",
      diagnostics: [],
      omitted: 0,
      notice: "The script was not type-checked: it took longer than 1000 ms.",
    });
    expect(next.status).toBe("failed");
    expect(turns).toBeGreaterThan(10);
  });

  it("survives types that need more memory than there is", async () => {
    const checker = worker({ memoryLimitBytes: 112 * MEBIBYTE });
    const report = await check(checker, HUGE);
    expect(report.status).toBe("skipped");
    expect(report.notice).toContain("too much memory");
    expect((await check(checker, WRONG)).status).toBe("failed");
  });

  it("keeps compiled code in a folder and answers the same from it", async () => {
    const compileCacheDirectory = await mkdtemp(join(tmpdir(), "postern-compiler-"));
    const reports: CheckReport[] = [];
    for (const _start of ["cold", "cached"]) {
      const checker = worker({ compileCacheDirectory });
      reports.push(await check(checker, WRONG));
      await checker[Symbol.asyncDispose]();
    }
    expect(await readdir(compileCacheDirectory, { recursive: true })).not.toEqual([]);
    await rm(compileCacheDirectory, { recursive: true });
    expect(reports[1]).toEqual(reports[0]);
    expect(reports[0]?.status).toBe("failed");
  });

  it("gives up what is under way when it is disposed, and refuses what comes later", async () => {
    const checker = worker();
    const pending = Promise.all([checker.prepare(ENDLESS), checker.prepare("1")]);
    await checker[Symbol.asyncDispose]();
    await checker[Symbol.asyncDispose]();
    expect(await pending).toMatchObject([{ status: "failed" }, { status: "failed" }]);
    await expect(checker.prepare("1")).rejects.toMatchObject({ code: "DISPOSED" });
    await expect(checker.warm()).rejects.toMatchObject({ code: "DISPOSED" });
  });

  it.each([{ deadlineMs: 0 }, { deadlineMs: Number.NaN }, { memoryLimitBytes: -1 }])("refuses %j", (limits) => {
    expect(() => worker(limits)).toThrow(expect.objectContaining({ code: "INVALID_OPTION" }));
  });
});
