import { mkdtemp, readdir, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createMemoryStore, type Store } from "@postern/core";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createFileStore } from "../../src/state/file-store.ts";

let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "postern-store-"));
});

afterEach(() => rm(directory, { recursive: true, force: true }));

const STORES: Readonly<Record<string, () => Store>> = {
  memory: createMemoryStore,
  files: () => createFileStore(join(directory, "state")),
};

describe.each(Object.entries(STORES))("a store in %s", (_name, createStore) => {
  it("answers what was set last, and nothing for what was never set or was deleted", async () => {
    const store = createStore();
    expect(await store.get("a/b")).toBeUndefined();
    await store.set("a/b", "one");
    await store.set("a/b", "zwei ü\n");
    expect(await store.get("a/b")).toBe("zwei ü\n");
    await store.delete("a/b");
    await store.delete("a/b");
    expect(await store.get("a/b")).toBeUndefined();
  });

  it("lists keys by prefix, sorted", async () => {
    const store = createStore();
    expect(await store.keys("")).toEqual([]);
    await Promise.all(["b/2", "a/1", "b/10", "bb/3"].map((key) => store.set(key, key)));
    expect(await store.keys("b/")).toEqual(["b/10", "b/2"]);
    expect(await store.keys("")).toEqual(["a/1", "b/10", "b/2", "bb/3"]);
  });

  it("keeps one whole value of many written at once", async () => {
    const store = createStore();
    const values = Array.from({ length: 20 }, (_, index) => String(index).repeat(10_000));
    await Promise.all(values.map((value) => store.set("same", value)));
    expect(values).toContain(await store.get("same"));
    expect(await store.keys("")).toEqual(["same"]);
  });
});

describe("a store in files", () => {
  it("is readable by its owner only", async () => {
    await createFileStore(join(directory, "state")).set("a/b", "secret");
    expect((await stat(join(directory, "state", "a", "b"))).mode & 0o777).toBe(0o600);
    expect((await stat(join(directory, "state", "a"))).mode & 0o777).toBe(0o700);
  });

  it.each(["../a", "a/../../b", "/etc/passwd", "", "a//b", ".hidden", "a\0b"])("refuses the key %j", async (key) => {
    const store = createFileStore(directory);
    await expect(store.set(key, "x")).rejects.toMatchObject({ code: "INVALID_OPTION" });
    await expect(store.get(key)).rejects.toMatchObject({ code: "INVALID_OPTION" });
    expect(await readdir(directory)).toEqual([]);
  });
});
