import {
  type CallFailure,
  type CallPath,
  type CallReply,
  type Catalog,
  type GuestNamespace,
  isPosternError,
  type JsonObject,
  PosternError,
  type ScriptHost,
  type ScriptValue,
} from "@postern/core";
import type { CallRecord, CallStatus } from "./runtime-types.ts";
import type { ToolCaller } from "./tool-caller.ts";
import { findOwnTool, unknownTool } from "./tool-path.ts";

/** The door of one execution: every call goes through it and leaves a record. */
export interface RecordingHost extends ScriptHost {
  /** The calls so far, in the order in which they began. Those under way count as aborted. */
  records(): readonly CallRecord[];
}

/** A member of the guest's `postern` global. */
export type PosternMember = (args: readonly ScriptValue[]) => Promise<ScriptValue | undefined>;

/** Options of {@link createScriptHost}. */
export interface ScriptHostOptions {
  readonly executionId: string;
  readonly catalog: Catalog;
  readonly caller: ToolCaller;
  readonly posternMembers: Readonly<Record<string, PosternMember>>;
  readonly meta?: JsonObject | undefined;
  /** Told when a call starts, reports progress or ends. */
  readonly onEvent?: ((event: CallEvent) => void) | undefined;
}

/** What happened to a call. */
interface CallEvent {
  readonly startedCalls: number;
  readonly completedCalls: number;
  readonly message: string;
}

interface OpenRecord {
  readonly path: string;
  readonly startedAtMs: number;
  ended?: { readonly ms: number; readonly status: CallStatus; readonly code?: string };
}

const GUEST_NAMESPACES = new WeakMap<Catalog, readonly GuestNamespace[]>();

/** A host for one execution. */
export function createScriptHost(options: ScriptHostOptions): RecordingHost {
  const { catalog, posternMembers } = options;
  const open: OpenRecord[] = [];
  let completedCalls = 0;
  const tell = (message: string): void => options.onEvent?.({ startedCalls: open.length, completedCalls, message });
  const callTool = async (path: CallPath, args: readonly ScriptValue[], signal: AbortSignal): Promise<CallReply> => {
    const namespace = catalog.namespaces.find((candidate) => candidate.name === path.namespace);
    const tool = namespace && findOwnTool(namespace, path.name);
    if (tool === undefined) {
      return failure(unknownTool(catalog, `${path.namespace}.${path.name}`));
    }
    const record: OpenRecord = { path: tool.expression, startedAtMs: performance.now() };
    open.push(record);
    tell(`${record.path} started`);
    const end = (status: CallStatus, code?: string): void => {
      const ms = roundMs(performance.now() - record.startedAtMs);
      record.ended = code === undefined ? { ms, status } : { ms, status, code };
      completedCalls += 1;
      tell(`${record.path} ${status}, ${ms} ms`);
    };
    try {
      const context = {
        signal,
        executionId: options.executionId,
        onProgress: (progress: { readonly progress: number; readonly total?: number; readonly message?: string }) =>
          tell(`${record.path}: ${progress.message ?? amount(progress)}`),
        ...(options.meta === undefined ? {} : { meta: options.meta }),
      };
      const { value } = await options.caller.call({ tool, args, context });
      end("ok");
      return { status: "ok", value };
    } catch (error) {
      const reply = failure(error);
      end(signal.aborted ? "aborted" : "error", reply.error.code);
      return reply;
    }
  };
  return {
    namespaces: guestNamespaces(catalog, Object.keys(posternMembers)),
    async call(path, args, signal) {
      if (path.namespace !== "postern") {
        return callTool(path, args, signal);
      }
      const member = Object.hasOwn(posternMembers, path.name) ? posternMembers[path.name] : undefined;
      try {
        return member === undefined
          ? failure(new PosternError("UNKNOWN_TOOL", `There is no postern.${path.name}.`))
          : { status: "ok", value: await member(args) };
      } catch (error) {
        return failure(error);
      }
    },
    records: () =>
      open.map(({ path, startedAtMs, ended }) => ({
        path,
        ...(ended ?? { ms: roundMs(performance.now() - startedAtMs), status: "aborted" }),
      })),
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
function failure(error: unknown): { readonly status: "error"; readonly error: CallFailure } {
  if (!isPosternError(error)) {
    return {
      status: "error",
      error: { name: "PosternError", message: "The call failed inside Postern.", code: "INTERNAL" },
    };
  }
  const name = error.code === "TOOL_ERROR" ? "ToolError" : "PosternError";
  return { status: "error", error: { name, message: error.message, code: error.code } };
}

function amount({ progress, total }: { readonly progress: number; readonly total?: number }): string {
  return total === undefined ? String(progress) : `${progress} of ${total}`;
}

function roundMs(ms: number): number {
  return Math.round(ms * 10) / 10;
}
