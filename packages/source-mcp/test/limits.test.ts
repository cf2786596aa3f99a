import { PosternError } from "@postern/core";
import { describe, expect, it } from "vitest";
import { CallDeadline } from "../src/call-deadline.ts";
import { CallGate } from "../src/call-gate.ts";
import { Circuit } from "../src/circuit.ts";
import { readPages } from "../src/paging.ts";
import { createMcpSource } from "../src/index.ts";
import type { McpSourceOptions } from "../src/index.ts";

const never = new AbortController().signal;

describe("a call gate", () => {
  const options = { namespace: "busy", maxConcurrentCalls: 2, maxQueuedCalls: 1 };

  /** Work that ends when it is told to. */
  function work(): { readonly run: () => Promise<string>; readonly end: () => void; readonly started: Promise<void> } {
    const [start, end] = [Promise.withResolvers<void>(), Promise.withResolvers<string>()];
    const run = (): Promise<string> => {
      start.resolve();
      return end.promise;
    };
    return { run, end: () => end.resolve("done"), started: start.promise };
  }

  it("lets so many through, one more wait, and refuses the next", async () => {
    const gate = new CallGate(options);
    const [first, second, third] = [work(), work(), work()];
    const calls = [first, second, third].map(({ run }) => gate.run(run, never));
    await Promise.all([first.started, second.started]);
    await expect(gate.run(work().run, never)).rejects.toMatchObject({ code: "SOURCE_UNAVAILABLE" });
    first.end();
    await third.started;
    second.end();
    third.end();
    expect(await Promise.all(calls)).toEqual(["done", "done", "done"]);
  });

  it("lets a call leave the queue, and keeps its place for others", async () => {
    const gate = new CallGate({ ...options, maxConcurrentCalls: 1 });
    const [first, third] = [work(), work()];
    const running = gate.run(first.run, never);
    const leaving = new AbortController();
    const second = gate.run(work().run, leaving.signal);
    leaving.abort();
    await expect(second).rejects.toMatchObject({ code: "ABORTED" });
    const waiting = gate.run(third.run, never);
    first.end();
    await third.started;
    third.end();
    expect(await Promise.all([running, waiting])).toEqual(["done", "done"]);
  });

  it("goes on after work that throws", async () => {
    const gate = new CallGate({ ...options, maxConcurrentCalls: 1 });
    const failing = gate.run(() => Promise.reject(new Error("no")), never);
    await expect(failing).rejects.toThrow("no");
    expect(await gate.run(async () => "next", never)).toBe("next");
  });
});

describe("a circuit", () => {
  it("opens at the limit and not before, closes at an answer, and opens again when the trial fails", async () => {
    let changed = Promise.withResolvers<void>();
    const options = { namespace: "flaky", circuitFailures: 2, circuitCoolDownMs: 1 };
    using circuit = new Circuit(options, () => changed.resolve());
    circuit.settle("failed");
    circuit.settle("answered");
    circuit.settle("failed");
    expect(circuit.state).toBe("closed");
    circuit.settle("failed");
    expect(circuit.state).toBe("open");
    expect(() => circuit.admit()).toThrow(PosternError);
    changed = Promise.withResolvers<void>();
    await changed.promise;
    expect(circuit.state).toBe("half-open");
    circuit.admit();
    expect(() => circuit.admit()).toThrow("on trial");
    circuit.settle("failed");
    expect(circuit.state).toBe("open");
    changed = Promise.withResolvers<void>();
    await changed.promise;
    circuit.admit();
    circuit.settle("unknown");
    circuit.admit();
    circuit.settle("answered");
    expect(circuit.state).toBe("closed");
  });
});

describe("a deadline", () => {
  function aborted(deadline: CallDeadline): Promise<unknown> {
    return new Promise((resolve) => {
      deadline.signal.addEventListener("abort", () => resolve(deadline.signal.reason));
    });
  }

  it("says which of its two times was over", async () => {
    using idle = new CallDeadline({ subject: "The call", idleMs: 1, totalMs: 10_000 });
    expect(await aborted(idle)).toMatchObject({
      code: "CALL_TIMEOUT",
      message: expect.stringContaining("within 1 ms"),
    });
    using total = new CallDeadline({ subject: "The call", idleMs: 10_000, totalMs: 2 });
    expect(await aborted(total)).toMatchObject({ message: expect.stringContaining("within 2 ms") });
  });

  it("stands still while a person is asked, by one question or two", async () => {
    using paused = new CallDeadline({ subject: "The call", idleMs: 1, totalMs: 10_000 });
    const [first, second] = [paused.pause(), paused.pause()];
    using other = new CallDeadline({ subject: "Another", idleMs: 5, totalMs: 10_000 });
    await aborted(other);
    first[Symbol.dispose]();
    first[Symbol.dispose]();
    expect(paused.signal.aborted).toBe(false);
    second[Symbol.dispose]();
    await aborted(paused);
  });
});

describe("paging", () => {
  const limits = { maxPages: 2, maxListItems: 3 };

  it("ends at the last page, whatever stands for no cursor", async () => {
    for (const nextCursor of [undefined, null, "", 7]) {
      expect(await readPages("tools", limits, async () => ({ items: [1], nextCursor }))).toEqual({
        items: [1],
        notices: [],
      });
    }
  });

  it("keeps what fits and says what was cut", async () => {
    let page = 0;
    const short = await readPages("tools", limits, async () => ({ items: [(page += 1)], nextCursor: String(page) }));
    expect(short).toEqual({ items: [1, 2], notices: ["The list of tools was cut after 2 pages (maxPages)."] });
    const exact = await readPages("tools", limits, async () => ({ items: [1, 2, 3] }));
    expect(exact.notices).toEqual([]);
    const long = await readPages("tools", limits, async () => ({ items: [1, 2, 3, 4] }));
    expect(long).toEqual({ items: [1, 2, 3], notices: ["The list of tools was cut at 3 (maxListItems)."] });
  });
});

describe("options", () => {
  const transport = { type: "stdio", command: "node" } as const;
  const secret = "secret-in-the-configuration";

  it.each([
    ["no namespace", { namespace: "", transport }],
    ["an unknown transport", { namespace: "x", transport: { type: "carrier-pigeon" } }],
    ["a URL that is none", { namespace: "x", transport: { type: "http", url: secret } }],
    ["another protocol", { namespace: "x", transport: { type: "http", url: "file:///etc/passwd" } }],
    ["an environment that is no text", { namespace: "x", transport: { ...transport, env: { TOKEN: 7 } } }],
    ["a time of zero", { namespace: "x", transport, callTimeoutMs: 0 }],
    ["a time beyond any timer", { namespace: "x", transport, callTimeoutMs: 2 ** 31 }],
    [
      "a login that nothing keeps",
      { namespace: "x", transport: { type: "http", url: "https://x.example", auth: { type: "oauth" } } },
    ],
    [
      "a secret without its issuer",
      {
        namespace: "x",
        transport: { type: "http", url: "https://x.example", auth: { type: "oauth", clientSecret: secret } },
      },
    ],
  ])("with %s are refused by name, without their values", (_name, options) => {
    const refused = (): unknown => createMcpSource(options as unknown as McpSourceOptions);
    expect(refused).toThrow(expect.objectContaining({ code: "INVALID_OPTION" }));
    expect(refused).not.toThrow(secret);
  });
});
