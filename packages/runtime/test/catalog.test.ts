import { PosternError, type Tool } from "@postern/core";
import { describe, expect, it } from "vitest";
import type { Runtime } from "../src/index.ts";
import { useRuntimes } from "./support/runtime.ts";
import { createTestSource, text } from "./support/sources.ts";

const createRuntime = useRuntimes();

function tool(name: string, description = `Does ${name}.`) {
  return { name, description, answer: () => text(name) };
}

/** The catalog after the next change. */
function nextCatalog(runtime: Runtime): Promise<Runtime["catalog"]> {
  const { promise, resolve } = Promise.withResolvers<Runtime["catalog"]>();
  const subscription = runtime.onCatalogChanged((catalog) => {
    subscription[Symbol.dispose]();
    resolve(catalog);
  });
  return promise;
}

function toolNames({ catalog }: Pick<Runtime, "catalog">): string[] {
  return catalog.namespaces.flatMap(({ tools }) => tools.map(({ expression }) => expression));
}

const NEVER = (): Promise<readonly Tool[]> => new Promise(() => undefined);

describe("a source that does not answer", () => {
  it("neither delays nor breaks the others", async () => {
    const hanging = createTestSource("hanging", [tool("x")], NEVER);
    const failing = createTestSource("failing", [tool("x")], () => Promise.reject(new Error("spawn ENOENT")));
    await using runtime = createRuntime({
      sources: [hanging, failing, createTestSource("fine", [tool("a")])],
      readyTimeoutMs: 1000,
    });
    const reply = await runtime.execute({ code: "return fine.a()" });
    expect(reply).toMatchObject({ status: "completed", value: "a" });
    await runtime.ready();
    expect(toolNames(runtime)).toEqual(["fine.a"]);
    expect(runtime.sources()).toMatchObject([
      { namespace: "hanging", toolCount: 0 },
      { namespace: "failing", toolCount: 0, lastError: "spawn ENOENT" },
      { namespace: "fine", toolCount: 1, state: "ready" },
    ]);
  });

  it("is waited for only where it is asked for", async () => {
    await using runtime = createRuntime({
      sources: [createTestSource("hanging", [tool("x")], NEVER), createTestSource("fine", [tool("a")])],
      readyTimeoutMs: 2 ** 30,
    });
    await runtime.ready({ namespaces: ["fine"] });
    expect(toolNames(runtime)).toEqual(["fine.a"]);
    await runtime.ready({ namespaces: ["hanging"], withinMs: 1 });
    await expect(runtime.call("fine.b", {})).rejects.toMatchObject({ code: "UNKNOWN_TOOL" });
  });

  it("is told apart from a tool that does not exist", async () => {
    const failing = createTestSource("failing", [tool("x")], () => Promise.reject(new Error("spawn ENOENT")));
    await using runtime = createRuntime({ sources: [failing] });
    await expect(runtime.call("failing.x", {})).rejects.toMatchObject({
      code: "SOURCE_UNAVAILABLE",
      message: expect.stringContaining("failing.x was not called. Not available now: failing") as string,
    });
  });

  it("is named with its reason where a script or a search would have used it", async () => {
    const failing = createTestSource("github", [], () =>
      Promise.reject(new PosternError("SOURCE_UNAVAILABLE", "exited\nwith code 1")),
    );
    failing.status = { state: "failed", transport: "stdio", lastError: "npx: not\nfound" };
    await using runtime = createRuntime({ sources: [failing, createTestSource("fine", [tool("a")])] });
    const reply = await runtime.execute({ code: "return github.list_issues()" });
    expect(reply.notices).toEqual(["Not available now: github (failed: npx: not found)."]);
    expect((await runtime.execute({ code: "throw new Error('other')" })).notices).toEqual([]);
    expect((await runtime.search({ query: "issues" })).hint).toContain("github (failed: npx: not found)");
  });

  it("comes back when it tells that its tools changed", async () => {
    let isUp = false;
    const flaky = createTestSource("flaky", [], async () => {
      if (!isUp) {
        throw new Error("down");
      }
      return [{ name: "x", inputSchema: { type: "object" } }];
    });
    await using runtime = createRuntime({ sources: [flaky] });
    await runtime.ready();
    expect(toolNames(runtime)).toEqual([]);
    isUp = true;
    const next = nextCatalog(runtime);
    flaky.change([]);
    await next;
    expect(toolNames(runtime)).toEqual(["flaky.x"]);
    expect(runtime.sources()[0]).not.toHaveProperty("lastError");
  });

  it("costs itself alone when what it lists is no list of tools", async () => {
    const cyclic: Record<string, unknown> = { type: "object" };
    cyclic["self"] = cyclic;
    const lists: Readonly<Record<string, unknown>> = {
      nothing: undefined,
      cyclic: [{ name: "x", inputSchema: cyclic }],
      holes: [null, { name: 7 }, { name: "good", inputSchema: { type: "object" } }],
    };
    const odd = Object.entries(lists).map(([name, list]) =>
      createTestSource(name, [], async () => list as readonly Tool[]),
    );
    await using runtime = createRuntime({ sources: [...odd, createTestSource("fine", [tool("a")])] });
    await runtime.ready();
    expect(toolNames(runtime)).toEqual(["fine.a", "holes.good"]);
    expect(
      runtime
        .sources()
        .filter(({ lastError }) => lastError !== undefined)
        .map(({ namespace }) => namespace),
    ).toEqual(["nothing", "cyclic"]);
    expect((await runtime.search({ query: "does a" })).results[0]?.expression).toBe("fine.a(input)");
  });

  it("keeps its name from others of the same identifier", async () => {
    const down = createTestSource("my_server", [], NEVER);
    const other = createTestSource("my-server", [tool("a")]);
    await using runtime = createRuntime({ sources: [down, other] });
    await expect
      .poll(() => toolNames(runtime), { timeout: 10_000 })
      .toEqual([expect.stringMatching(/^my_server_[a-z0-9]+\.a$/u)]);
  });
});

describe("a source whose tools change", () => {
  it("is listed again, and only it", async () => {
    const changing = createTestSource("changing", [tool("a")]);
    const steady = createTestSource("steady", [tool("b")]);
    await using runtime = createRuntime({ sources: [changing, steady], changeDelayMs: 1 });
    await runtime.ready();
    const before = runtime.catalog;
    const next = nextCatalog(runtime);
    changing.change([tool("a"), tool("c")]);
    const after = await next;
    expect(toolNames(runtime)).toEqual(["changing.a", "changing.c", "steady.b"]);
    expect(after.namespaces[1]).toBe(before.namespaces[1]);
    expect(steady.lists()).toBe(1);
    expect((await runtime.search({ query: "does c" })).results[0]?.expression).toBe("changing.c(input)");
  });

  it("is listed once for many changes in a row", async () => {
    const changing = createTestSource("changing", [tool("a")]);
    await using runtime = createRuntime({ sources: [changing], changeDelayMs: 20 });
    await runtime.ready();
    const next = nextCatalog(runtime);
    for (let version = 0; version < 50; version += 1) {
      changing.change([tool(`v${version}`)]);
    }
    await next;
    expect(toolNames(runtime)).toEqual(["changing.v49"]);
    expect(changing.lists()).toBe(2);
  });

  it("makes no new catalog where nothing became another", async () => {
    const changing = createTestSource("changing", [tool("a")]);
    const marker = createTestSource("marker", [tool("m")]);
    await using runtime = createRuntime({ sources: [changing, marker], changeDelayMs: 1 });
    await runtime.ready();
    const first = runtime.catalog.namespaces[0];
    const next = nextCatalog(runtime);
    changing.change([tool("a")]);
    marker.change([tool("n")]);
    const after = await next;
    expect(after.namespaces[0]).toBe(first);
  });
});

it("runs a script against the tools that were there when it began", async () => {
  const changing = createTestSource("changing", [tool("a")]);
  const trigger = createTestSource("trigger", [
    {
      name: "go",
      answer: async () => {
        const next = nextCatalog(runtime);
        changing.change([tool("b")]);
        await next;
        return text("gone");
      },
    },
  ]);
  await using runtime = createRuntime({ sources: [changing, trigger], changeDelayMs: 1 });
  const reply = await runtime.execute({ code: "await trigger.go(); return Object.keys(changing)" });
  expect(reply).toMatchObject({ status: "completed", value: ["a"] });
  expect(await runtime.execute({ code: "return Object.keys(changing)" })).toMatchObject({ value: ["b"] });
});

it("refuses two sources of one namespace", () => {
  const sources = [createTestSource("a", []), createTestSource("a", [])];
  expect(() => createRuntime({ sources })).toThrow(expect.objectContaining({ code: "INVALID_OPTION" }));
});

it("answers nothing any more once it is disposed, however often", async () => {
  const runtime = createRuntime({ sources: [createTestSource("a", [tool("x")])] });
  await runtime[Symbol.asyncDispose]();
  await runtime[Symbol.asyncDispose]();
  await expect(runtime.execute({ code: "1" })).rejects.toMatchObject({ code: "DISPOSED" });
  await expect(runtime.search({ query: "x" })).rejects.toMatchObject({ code: "DISPOSED" });
});
