import {
  type CallPath,
  type CallReply,
  type GuestNamespace,
  isJsonObject,
  type RunClock,
  type ScriptHost,
  type ScriptValue,
} from "@postern/core";

/** The namespaces that every case sees unless it brings its own. */
export const TEST_NAMESPACES: readonly GuestNamespace[] = [
  {
    name: "tools",
    members: [
      ...[
        "echo",
        "args",
        "slow",
        "never",
        "gate",
        "approve",
        "fail",
        "big",
        "bytes",
        "size",
        "nothing",
        "mark",
        "odd",
      ].map((name) => ({ identifier: name, name })),
      { identifier: "list_items", name: "list-items" },
      { identifier: "delete_", name: "delete" },
    ],
  },
  {
    name: "github",
    members: ["list_issues", "create_issue", "get_user"].map((name) => ({ identifier: name, name })),
  },
];

/** What the host saw of one execution. */
export interface HostRecord {
  readonly calls: CallPath[];
  readonly aborted: CallPath[];
  /** Calls that arrived after the outcome. */
  readonly late: CallPath[];
  mostAtOnce: number;
}

/** A host whose tools are enough to ask anything of a sandbox, and what it saw. */
export interface TestHost extends ScriptHost {
  readonly record: HostRecord;
  /** Takes the run's clock: `approve` stops it, as a call does that waits for a person. */
  start(clock: RunClock): void;
  /** From now on every call is a late one. */
  end(): void;
}

type Tool = (input: Readonly<Record<string, unknown>>, context: ToolContext) => Promise<CallReply> | CallReply;

interface ToolContext {
  readonly args: readonly ScriptValue[];
  readonly signal: AbortSignal;
  readonly gate: Gate;
  readonly clock: RunClock | undefined;
}

/** Options of {@link createTestHost}. */
export interface TestHostOptions {
  readonly namespaces?: readonly GuestNamespace[];
  readonly onCall?: (path: CallPath) => void;
}

/** Makes a host for one execution. */
export function createTestHost(options: TestHostOptions = {}): TestHost {
  const namespaces = options.namespaces ?? TEST_NAMESPACES;
  const record: HostRecord = { calls: [], aborted: [], late: [], mostAtOnce: 0 };
  const known = new Set(namespaces.flatMap(({ name, members }) => members.map((member) => `${name}\n${member.name}`)));
  const gate = createGate();
  let underWay = 0;
  let hasEnded = false;
  let clock: RunClock | undefined;
  return {
    namespaces,
    record,
    start(started) {
      clock = started;
    },
    end() {
      hasEnded = true;
    },
    async call(path, args, signal) {
      (hasEnded ? record.late : record.calls).push(path);
      underWay += 1;
      record.mostAtOnce = Math.max(record.mostAtOnce, underWay);
      const noteAbort = (): void => {
        record.aborted.push(path);
      };
      signal.addEventListener("abort", noteAbort, { once: true });
      options.onCall?.(path);
      try {
        if (!known.has(`${path.namespace}\n${path.name}`)) {
          return failure("ForeignCall", `the sandbox called ${path.namespace}.${path.name}`, "UNKNOWN_TOOL");
        }
        const tool = TOOLS.get(path.name) ?? answerWithPath(path);
        return await tool(inputOf(args[0]), { args, signal, gate, clock });
      } finally {
        underWay -= 1;
        signal.removeEventListener("abort", noteAbort);
      }
    },
  };
}

const TOOLS: ReadonlyMap<string, Tool> = new Map<string, Tool>([
  ["echo", (_input, { args }) => ok(args[0])],
  ["args", (_input, { args }) => ok(args)],
  ["slow", (input, { signal }) => afterMs(Number(input["ms"]), signal)],
  ["never", (_input, { signal }) => afterMs(undefined, signal)],
  ["gate", (input, { signal, gate }) => gate.enter(Number(input["parties"]), signal)],
  ["approve", (input, { signal, clock }) => approveAfterMs(Number(input["ms"]), signal, clock)],
  [
    "fail",
    (input) => failure(text(input["name"], "ToolError"), text(input["message"], ""), text(input["code"], "TOOL_ERROR")),
  ],
  ["big", (input) => ok("x".repeat(Number(input["bytes"])))],
  ["bytes", (input) => ok(Uint8Array.from({ length: Number(input["size"]) }, (_, index) => index % 256))],
  ["size", (input) => ok(input["data"] instanceof Uint8Array ? input["data"].byteLength : -1)],
  ["nothing", () => ok(undefined)],
  ["mark", () => ok("marked")],
  ["odd", () => ok(JSON.parse('{"__proto__":{"polluted":1},"constructor":"c","then":"t","toJSON":"j","":0}'))],
]);

function answerWithPath(path: CallPath): Tool {
  return (_input, { args }) => ok({ called: `${path.namespace}.${path.name}`, with: args[0] ?? null });
}

function inputOf(value: ScriptValue | undefined): Readonly<Record<string, unknown>> {
  return isJsonObject(value) ? value : {};
}

function text(value: unknown, otherwise: string): string {
  return typeof value === "string" ? value : otherwise;
}

function ok(value: ScriptValue | undefined): CallReply {
  return { status: "ok", value };
}

function failure(name: string, message: string, code: string): CallReply {
  return { status: "error", error: { name, message, code } };
}

const ABORTED: CallReply = failure("AbortError", "The call was aborted.", "ABORTED");

/** Answers after a while, or never; at once when aborted. */
async function afterMs(ms: number | undefined, signal: AbortSignal): Promise<CallReply> {
  const { promise, resolve } = Promise.withResolvers<CallReply>();
  const timer = ms === undefined ? undefined : setTimeout(() => resolve(ok(ms)), ms);
  signal.addEventListener("abort", () => resolve(ABORTED), { once: true });
  if (signal.aborted) {
    resolve(ABORTED);
  }
  const reply = await promise;
  clearTimeout(timer);
  return reply;
}

/** A person who thinks for a while; the clock stands meanwhile. */
async function approveAfterMs(ms: number, signal: AbortSignal, clock: RunClock | undefined): Promise<CallReply> {
  using _pause = clock?.pause();
  return await afterMs(ms, signal);
}

interface Gate {
  enter(parties: number, signal: AbortSignal): Promise<CallReply>;
}

/** Opens when as many calls stand before it as each of them asks for: shows concurrency without a clock. */
function createGate(): Gate {
  let waiting: (() => void)[] = [];
  return {
    async enter(parties, signal) {
      const { promise, resolve } = Promise.withResolvers<CallReply>();
      waiting.push(() => resolve(ok(parties)));
      signal.addEventListener("abort", () => resolve(ABORTED), { once: true });
      if (waiting.length >= parties) {
        const open = waiting;
        waiting = [];
        for (const pass of open) {
          pass();
        }
      }
      return await promise;
    },
  };
}
