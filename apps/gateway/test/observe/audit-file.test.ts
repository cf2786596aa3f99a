import { appendFile, mkdtemp, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { openAuditFile } from "../../src/observe/audit-file.ts";

let directory: string;
let path: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "postern-audit-"));
  path = join(directory, "deeper", "audit.jsonl");
});
afterEach(() => rm(directory, { recursive: true, force: true }));

async function lines(file = path): Promise<readonly unknown[]> {
  const text = await readFile(file, "utf8");
  return text
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as unknown);
}

it("makes a file that only its owner can read, and folders that only they can enter", async () => {
  await using file = await openAuditFile(path);
  await file.append({ n: 1 });
  expect((await stat(path)).mode & 0o777).toBe(0o600);
  expect((await stat(join(directory, "deeper"))).mode & 0o777).toBe(0o700);
});

it("has a line on the file once it says so, and keeps the order of many at once", async () => {
  await using file = await openAuditFile(path);
  await file.append({ n: 0 });
  expect(await lines()).toEqual([{ n: 0 }]);
  const numbers = Array.from({ length: 1000 }, (_, index) => ({ n: index + 1 }));
  await Promise.all(numbers.map((record) => file.append(record)));
  expect(await lines()).toEqual([{ n: 0 }, ...numbers]);
});

it("goes on with a file that is there, on a line of its own where the last one was cut off", async () => {
  await (await openAuditFile(path))[Symbol.asyncDispose]();
  await writeFile(path, '{"n":1}\n{"n":2');
  {
    await using file = await openAuditFile(path);
    await file.append({ n: 3 });
    await file.append({ n: 4 });
  }
  expect(await readFile(path, "utf8")).toBe('{"n":1}\n{"n":2\n{"n":3}\n{"n":4}\n');
});

it("makes the file anew when it was moved away", async () => {
  await using file = await openAuditFile(path);
  await file.append({ n: 1 });
  await rename(path, `${path}.1`);
  await file.append({ n: 2 });
  expect(await lines(`${path}.1`)).toEqual([{ n: 1 }]);
  expect(await lines()).toEqual([{ n: 2 }]);
  await appendFile(path, '{"n":3}\n');
  await file.append({ n: 4 });
  expect(await lines()).toEqual([{ n: 2 }, { n: 3 }, { n: 4 }]);
});

it("says which file cannot be written", async () => {
  await expect(openAuditFile(directory)).rejects.toMatchObject({
    code: "INVALID_CONFIG",
    message: expect.stringContaining(directory) as string,
  });
});
