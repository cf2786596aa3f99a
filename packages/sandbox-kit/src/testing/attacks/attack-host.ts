import type { CallPath, CallReply, GuestNamespace, ScriptHost, ScriptValue } from "@postern/core";
import { isJsonObject } from "@postern/core";

/** The tools that attacks know: `tools.echo`, `tools.slow`, `tools.fail`, `tools.big`. */
const NAMESPACES: readonly GuestNamespace[] = [
  { name: "tools", members: ["echo", "slow", "fail", "big"].map((name) => ({ identifier: name, name })) },
];

/** A host for one attacking execution, and what it saw. */
export interface AttackHost extends ScriptHost {
  /** Names of tools that the sandbox asked for and that there are not. */
  readonly unknown: readonly string[];
  /** Every argument, as JSON. */
  readonly argumentTexts: readonly string[];
  readonly lateCalls: readonly string[];
  /** From now on every call is a late one. */
  end(): void;
}

/** Makes the host. `canary` is in everything that a failing tool's error carries but its message. */
export function createAttackHost(canary: string): AttackHost {
  const unknown: string[] = [];
  const argumentTexts: string[] = [];
  const lateCalls: string[] = [];
  let hasEnded = false;
  return {
    namespaces: NAMESPACES,
    unknown,
    argumentTexts,
    lateCalls,
    end() {
      hasEnded = true;
    },
    async call(path: CallPath, args: readonly ScriptValue[], signal: AbortSignal): Promise<CallReply> {
      if (hasEnded) {
        lateCalls.push(path.name);
      }
      argumentTexts.push(JSON.stringify(args).slice(0, 4096));
      const input = isJsonObject(args[0]) ? args[0] : {};
      switch (`${path.namespace}.${path.name}`) {
        case "tools.echo":
          return { status: "ok", value: input["value"] === undefined ? {} : { value: input["value"] } };
        case "tools.slow":
          return await answerAfter(Number(input["ms"] ?? 0), signal);
        case "tools.fail":
          return failed(toolError(typeof input["message"] === "string" ? input["message"] : "", canary));
        case "tools.big":
          return bigText(Number(input["bytes"]));
        default:
          unknown.push(`${path.namespace}.${path.name}`);
          return failed(new Error("There is no such tool."));
      }
    },
  };
}

/** As a tool's own code would throw it; only name and message may get to the script. */
function toolError(message: string, canary: string): Error {
  const error = new Error(message, { cause: new Error(canary) });
  error.stack = `${error.stack ?? ""}\n    at ${canary} (/srv/${canary}.js:1:1)`;
  return Object.assign(error, { secret: canary, config: { token: canary } });
}

function failed(error: Error): CallReply {
  return { status: "error", error: { name: error.name, message: error.message, code: "TOOL_ERROR" } };
}

function bigText(bytes: number): CallReply {
  try {
    return { status: "ok", value: "b".repeat(bytes) };
  } catch (error) {
    return failed(error instanceof Error ? error : new Error("too big"));
  }
}

async function answerAfter(ms: number, signal: AbortSignal): Promise<CallReply> {
  const { promise, resolve } = Promise.withResolvers<CallReply>();
  const timer = setTimeout(() => resolve({ status: "ok", value: ms }), ms);
  signal.addEventListener("abort", () => resolve(failed(new Error("aborted"))), { once: true });
  const reply = await promise;
  clearTimeout(timer);
  return reply;
}
