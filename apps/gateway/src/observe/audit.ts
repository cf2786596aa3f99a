import { createHash } from "node:crypto";
import { PosternError, type JsonObject } from "@postern/core";
import type { AuditFile } from "./audit-file.ts";
import type { Log } from "./log.ts";
import type { CallStart, ExecutionStart, Observer } from "./observer.ts";

/**
 * Writes a line before an execution or a call, and one after it. Who, what and how it ended; arguments and scripts only
 * as hashes. Where the line before cannot be written, nothing is done. A search does nothing, so it has the line after only.
 */
export function createAuditor(file: AuditFile, log: Log): Observer {
  const write = (event: string, fields: JsonObject): Promise<void> =>
    file.append({ time: new Date().toISOString(), event, ...fields });
  const before = async (event: string, fields: JsonObject): Promise<void> => {
    try {
      await write(event, fields);
    } catch (error) {
      log("error", "the audit log cannot be written", { error });
      throw new PosternError(
        "DENIED",
        "The audit log cannot be written, so nothing was done. Whoever runs Postern has to see to its disk.",
        { cause: error },
      );
    }
  };
  const after = (event: string, fields: JsonObject): void => {
    // It has happened and cannot be refused any more.
    write(event, fields).catch((error: unknown) => log("error", "the audit log cannot be written", { error }));
  };
  return {
    executionStarted: (start) => before("execution.started", { ...executionFields(start), code: hashOf(start.code) }),
    executionEnded: ({ outcome, ms, calls, text, ...start }) =>
      after("execution.ended", { ...executionFields(start), outcome, ms, calls, bytes: Buffer.byteLength(text) }),
    callStarted: (start) => before("call.started", { ...callFields(start), ...inputFields(start.input) }),
    callEnded: ({ outcome, ms, answer, ...start }) =>
      after("call.ended", {
        ...callFields(start),
        outcome,
        ms,
        bytes: answer === undefined ? 0 : Buffer.byteLength(canonicalJson(answerOf(answer))),
      }),
    searchEnded: ({ client, traceId, query, outcome, ms, reply }) =>
      after("search.ended", {
        client,
        ...traceField(traceId),
        query: hashOf(query),
        outcome,
        ms,
        bytes: reply === undefined ? 0 : Buffer.byteLength(JSON.stringify(reply)),
      }),
  };
}

function executionFields({ executionId, client, traceId }: ExecutionStart): JsonObject {
  return { executionId, client, ...traceField(traceId) };
}

function callFields({ executionId, callId, client, traceId, target, namespace }: CallStart): JsonObject {
  return { executionId, callId, client, ...traceField(traceId), target, namespace };
}

function traceField(traceId: string | undefined): JsonObject {
  return traceId === undefined ? {} : { traceId };
}

function inputFields(input: unknown): JsonObject {
  const json = canonicalJson(input);
  return { arguments: hashOf(json), argumentBytes: Buffer.byteLength(json) };
}

function hashOf(text: string): string {
  return `sha256:${createHash("sha256").update(text).digest("hex")}`;
}

/** A tool's answer comes with what was made of it; the upstream's own is what counts. */
function answerOf(answer: unknown): unknown {
  return typeof answer === "object" && answer !== null && "result" in answer ? answer.result : answer;
}

/** JSON with the keys of every object sorted, so that the same arguments have the same hash; bytes as base64. */
function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) => {
    if (part instanceof Uint8Array) {
      return Buffer.from(part).toString("base64");
    }
    const isObject = typeof part === "object" && part !== null && !Array.isArray(part);
    return isObject ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1))) : part;
  });
}
