import { existsSync, readFileSync, readlinkSync } from "node:fs";
import {
  DEFAULT_BUDGET,
  errorMessage,
  isPosternError,
  type Isolation,
  type RunOutcome,
  type Sandbox,
} from "@postern/core";
import { show } from "./judge.ts";
import { createTestHost } from "./test-host.ts";

/** A sentence about a sandbox's life that is more than one execution. */
export interface LifetimeCheck {
  readonly id: string;
  readonly title: string;
  /** Answers what was wrong, in words. `create` makes the subject; `createWith` takes options. */
  readonly run: (create: () => Sandbox, createWith: CreateWith) => Promise<readonly string[]>;
}

type CreateWith = (options: { readonly isolation: Isolation }) => Sandbox;

const ISOLATIONS: readonly Isolation[] = ["inline", "process", "execution"];

/** Checks over making, warming and disposing, and over what a driver says of itself. */
export const LIFETIME_CHECKS: readonly LifetimeCheck[] = [
  {
    id: "lifetime.contract",
    title: "names itself, its contract and at least one isolation",
    async run(create) {
      await using sandbox = create();
      const isRight =
        sandbox.name.length > 0 && sandbox.contractVersion === 1 && sandbox.capabilities.isolations.length > 0;
      return isRight ? [] : [show({ name: sandbox.name, ...sandbox.capabilities })];
    },
  },
  {
    id: "lifetime.isolations",
    title: "runs in each isolation that it lists and refuses each that it does not",
    async run(create, createWith) {
      await using sandbox = create();
      const wrong: string[] = [];
      for (const isolation of ISOLATIONS) {
        const isListed = sandbox.capabilities.isolations.includes(isolation);
        const found = await tryIsolation(createWith, isolation);
        if (found !== (isListed ? "completed" : "UNSUPPORTED")) {
          wrong.push(`${isolation} is ${isListed ? "" : "not "}listed, and trying it gave ${found}`);
        }
      }
      return wrong;
    },
  },
  {
    id: "lifetime.warm",
    title: "can be warmed twice, and runs afterwards",
    async run(create) {
      await using sandbox = create();
      await Promise.all([sandbox.warm(), sandbox.warm()]);
      await sandbox.warm();
      return completedWith(await run(sandbox, "return 1;"), 1);
    },
  },
  {
    id: "lifetime.dispose-unused",
    title: "can be disposed without ever being used, twice",
    async run(create) {
      const sandbox = create();
      await sandbox[Symbol.asyncDispose]();
      await sandbox[Symbol.asyncDispose]();
      return [];
    },
  },
  {
    id: "lifetime.run-after-dispose",
    title: "refuses to run after it was disposed",
    async run(create) {
      const sandbox = create();
      await run(sandbox, "return 1;");
      await sandbox[Symbol.asyncDispose]();
      await sandbox[Symbol.asyncDispose]();
      const found = await codeOf(() => run(sandbox, "return 1;"));
      return found === "DISPOSED" ? [] : [`expected DISPOSED, got ${found}`];
    },
  },
  {
    id: "lifetime.dispose-while-running",
    title: "ends executions and aborts their calls when it is disposed",
    async run(create) {
      const sandbox = create();
      const called = Promise.withResolvers<void>();
      const host = createTestHost({ onCall: () => called.resolve() });
      const running = codeOf(() => run(sandbox, "await tools.never();", host));
      await called.promise;
      await sandbox[Symbol.asyncDispose]();
      const found = await running;
      return [
        ...(["DISPOSED", "ABORTED"].includes(found) ? [] : [`expected DISPOSED or ABORTED, got ${found}`]),
        ...(host.record.aborted.length === 1 ? [] : ["the call in flight was not aborted"]),
      ];
    },
  },
  {
    id: "lifetime.no-children-left",
    title: "leaves no process behind when it is disposed",
    async run(create) {
      const before = new Set(descendants());
      const sandbox = create();
      await sandbox.warm();
      await Promise.all([run(sandbox, "return 1;"), run(sandbox, "throw 1;"), run(sandbox, "await tools.echo(1);")]);
      await sandbox[Symbol.asyncDispose]();
      const left = descendants().filter((pid) => !before.has(pid) && commandOf(pid) !== "");
      return left.length === 0 ? [] : [`left running: ${left.map((pid) => `${pid} ${commandOf(pid)}`).join(", ")}`];
    },
  },
  {
    id: "lifetime.stdout",
    title: "writes nothing on the host's stdout or stderr, whatever scripts print",
    async run(create) {
      const written: string[] = [];
      const restore = [spyOn(process.stdout, written), spyOn(process.stderr, written)];
      const shared: string[] = [];
      try {
        await using sandbox = create();
        const host = createTestHost({ onCall: () => shared.push(...sharedStreams()) });
        await run(sandbox, NOISY, host);
        await run(sandbox, 'Promise.reject(new Error("noise")); throw new Error("noise");');
        await run(sandbox, "(function f() { f(); })();");
      } finally {
        for (const undo of restore) {
          undo();
        }
      }
      return [
        ...written.map((text) => `wrote ${JSON.stringify(text.slice(0, 200))}`),
        ...shared.map((text) => `a child process holds the host's ${text}`),
      ];
    },
  },
];

const NOISY =
  'for (const level of ["debug", "info", "log", "warn", "error"]) console[level]("noise"); await tools.echo(1);';

async function run(sandbox: Sandbox, code: string, host = createTestHost()): Promise<RunOutcome> {
  const { cpuLimit, memoryLimit } = sandbox.capabilities;
  const budget = {
    ...DEFAULT_BUDGET,
    ...(!cpuLimit && { cpuTimeMs: Infinity }),
    ...(!memoryLimit && { memoryLimitBytes: Infinity }),
  };
  return await sandbox.run({ code, lineOffset: 0 }, host, { executionId: "conformance-lifetime", budget });
}

function completedWith(outcome: RunOutcome, value: number): readonly string[] {
  return outcome.status === "completed" && outcome.value === value ? [] : [`got ${show(outcome)}`];
}

async function tryIsolation(createWith: CreateWith, isolation: Isolation): Promise<string> {
  return await codeOf(async () => {
    await using sandbox = createWith({ isolation });
    return await run(sandbox, "return 1;");
  });
}

/** The code that an attempt fails with, or `completed`. */
async function codeOf(attempt: () => Promise<RunOutcome>): Promise<string> {
  try {
    const outcome = await attempt();
    return outcome.status === "completed" ? outcome.status : outcome.error.code;
  } catch (error) {
    return isPosternError(error) ? error.code : errorMessage(error);
  }
}

/** The processes below this one. Known on Linux only; empty elsewhere. */
function descendants(pid: number | "self" = "self"): number[] {
  const path = `/proc/${pid}/task/${pid === "self" ? process.pid : pid}/children`;
  try {
    const children = existsSync(path) ? readFileSync(path, "utf8").split(" ").filter(Boolean).map(Number) : [];
    return children.flatMap((child) => [child, ...descendants(child)]);
  } catch {
    return [];
  }
}

/** The command of a live process; empty for one that has ended. */
function commandOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ").trim();
  } catch {
    return "";
  }
}

/** Which of the host's output streams a process below it could write to. */
function sharedStreams(): string[] {
  return descendants().flatMap((pid) =>
    [1, 2].flatMap((own) =>
      [1, 2]
        .filter((of) => isSameFile(`/proc/${pid}/fd/${own}`, `/proc/self/fd/${of}`))
        .map((of) => `fd ${of} (${commandOf(pid).slice(0, 100)})`),
    ),
  );
}

function isSameFile(left: string, right: string): boolean {
  try {
    const target = readlinkSync(left);
    return target === readlinkSync(right) && target !== "/dev/null";
  } catch {
    return false;
  }
}

function spyOn(stream: NodeJS.WriteStream, written: string[]): () => void {
  const original = stream.write.bind(stream);
  stream.write = (chunk: string | Uint8Array) => {
    written.push(String(chunk));
    return true;
  };
  return () => {
    stream.write = original;
  };
}
