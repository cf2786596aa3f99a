import {
  type CallContext,
  type CallFailure,
  type CallPath,
  type Catalog,
  type GuestNamespace,
  isPosternError,
  type JsonObject,
  PosternError,
  type RunClock,
  type ScriptHost,
  type ScriptValue,
} from "@postern/core";
import { type CallEvent, createCallLog } from "./call-log.ts";
import type { CallAbout, Interception } from "./interceptors.ts";
import type { CallRecord, ElicitationHandler } from "./runtime-types.ts";
import type { ToolCaller } from "./tool-caller.ts";
import { findOwnTool, unknownTool } from "./tool-path.ts";

/** The door of one execution: every call goes through it and leaves a record. */
export interface RecordingHost extends ScriptHost {
  /** The calls so far, in the order in which they began. Those under way count as aborted. */
  records(): readonly CallRecord[];
  /** Told of the run's clock, which stands still while a person is asked. */
  onStart(clock: RunClock): void;
}

/** What is called. */
export type Called = Pick<CallAbout, "kind" | "path" | "args" | "tool">;

/** Makes a call to an upstream, with a record and all that comes with a call. */
export type TrackedCall = <Result>(called: Called, work: (context: CallContext) => Promise<Result>) => Promise<Result>;

/** A member of the guest's `postern` global. */
export type PosternMember = (args: readonly ScriptValue[], track: TrackedCall) => Promise<ScriptValue | undefined>;

/** Options of {@link createScriptHost}. */
export interface ScriptHostOptions {
  readonly executionId: string;
  /** Who runs the script. */
  readonly owner: string;
  readonly catalog: Catalog;
  readonly interception: Interception;
  readonly caller: ToolCaller;
  readonly posternMembers: Readonly<Record<string, PosternMember>>;
  readonly meta?: JsonObject | undefined;
  /** Answers what upstreams ask of the person. */
  readonly onElicitation?: ElicitationHandler | undefined;
  /** Told when a call starts, reports progress or ends. */
  readonly onEvent?: ((event: CallEvent) => void) | undefined;
}

const GUEST_NAMESPACES = new WeakMap<Catalog, readonly GuestNamespace[]>();

/** A host for one execution. */
export function createScriptHost(options: ScriptHostOptions): RecordingHost {
  const { catalog, posternMembers, executionId, owner, onElicitation } = options;
  const log = createCallLog(options.onEvent);
  let clock: RunClock | undefined;
  const trackWith = (signal: AbortSignal): TrackedCall => {
    return (called, work) => {
      const asking = onElicitation && { onElicitation: askOffClock(called.path, onElicitation) };
      return log.track({
        path: called.path,
        signal,
        work: (onProgress) =>
          options.interception.call({ executionId, owner, meta: options.meta ?? {}, ...called }, (meta) =>
            work({ signal, executionId, onProgress, meta, ...asking }),
          ),
      });
    };
  };
  const askOffClock = (path: string, ask: ElicitationHandler): NonNullable<CallContext["onElicitation"]> => {
    return async (request, signal) => {
      using _pause = clock?.pause();
      return await ask(request, { path, signal });
    };
  };
  const callTool = async (path: CallPath, args: readonly ScriptValue[], signal: AbortSignal) => {
    const namespace = catalog.namespaces.find((candidate) => candidate.name === path.namespace);
    const tool = namespace && findOwnTool(namespace, path.name);
    if (tool === undefined) {
      throw unknownTool(catalog, `${path.namespace}.${path.name}`);
    }
    const track = trackWith(signal);
    const called = { kind: "tool", path: tool.expression, tool, args } as const;
    return (await track(called, (context) => options.caller.call({ tool, args, context }))).value;
  };
  const callMember = (name: string, args: readonly ScriptValue[], signal: AbortSignal) => {
    const member = Object.hasOwn(posternMembers, name) ? posternMembers[name] : undefined;
    if (member === undefined) {
      throw new PosternError("UNKNOWN_TOOL", `There is no postern.${name}.`);
    }
    return member(args, trackWith(signal));
  };
  return {
    namespaces: guestNamespaces(catalog, Object.keys(posternMembers)),
    async call(path, args, signal) {
      try {
        const isMember = path.namespace === "postern";
        const value = isMember ? callMember(path.name, args, signal) : callTool(path, args, signal);
        return { status: "ok", value: await value };
      } catch (error) {
        return { status: "error", error: toFailure(error) };
      }
    },
    records: () => log.records(),
    onStart(started) {
      clock = started;
    },
  };
}

/** The same array for the same catalog, so that a sandbox may cache by identity. */
function guestNamespaces(catalog: Catalog, posternMembers: readonly string[]): readonly GuestNamespace[] {
  let namespaces = GUEST_NAMESPACES.get(catalog);
  if (namespaces === undefined) {
    const own = { name: "postern", members: posternMembers.map((name) => ({ identifier: name, name })) };
    namespaces = [...catalog.namespaces.map(({ name, members }) => ({ name, members })), own];
    GUEST_NAMESPACES.set(catalog, namespaces);
  }
  return namespaces;
}

/** What the script catches. What carries no code is a defect of ours, and its text stays on the host. */
function toFailure(error: unknown): CallFailure {
  if (!isPosternError(error)) {
    return { name: "PosternError", message: "The call failed inside Postern.", code: "INTERNAL" };
  }
  const name = error.code === "TOOL_ERROR" ? "ToolError" : "PosternError";
  return { name, message: error.message, code: error.code };
}
