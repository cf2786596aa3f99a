import type { JSONRPCErrorResponse } from "@modelcontextprotocol/client";
import type { PosternErrorCode } from "@postern/core";
import type { Edges } from "./line-framer.ts";

/** Known to this process alone, so no upstream can forge a fault. */
const TOKEN = crypto.randomUUID();

/** What a transport reports in the place of an answer. */
export interface TransportFault {
  readonly code: PosternErrorCode;
  readonly message: string;
}

/** The message that ends the request `id` with a fault of this side. */
export function faultReply(id: string | number, fault: TransportFault): JSONRPCErrorResponse {
  return {
    jsonrpc: "2.0",
    id,
    error: { code: -32_603, message: fault.message, data: { token: TOKEN, code: fault.code, message: fault.message } },
  };
}

/** The fault in an error's `data`, when a transport of this process put it there. */
export function readFault(data: unknown): TransportFault | undefined {
  const holds = typeof data === "object" && data !== null && "token" in data && data.token === TOKEN;
  return holds ? (data as unknown as TransportFault) : undefined;
}

/** The fault of an answer above the limit. */
export function oversizeFault(limitBytes: number, bytes?: number): TransportFault {
  const size = bytes === undefined ? "" : ` of ${bytes} bytes`;
  return {
    code: "OUTPUT_LIMIT",
    message: `The upstream's answer${size} is longer than ${limitBytes} bytes (maxMessageBytes) and was dropped; ask for less.`,
  };
}

const ID_AT_HEAD = /^[^{]*\{\s*(?:"jsonrpc"\s*:\s*"2\.0"\s*,\s*)?"id"\s*:\s*(\d+|"[^"\\]{1,200}")\s*,/u;
const ID_AT_TAIL = /"id"\s*:\s*(\d+|"[^"\\]{1,200}")\s*(?:,\s*"jsonrpc"\s*:\s*"2\.0"\s*)?\}\s*$/u;

/** The id of the request that a dropped message answered, as far as its two ends tell. */
export function answeredId(edges: Edges): string | number | undefined {
  const text = ID_AT_HEAD.exec(edges.head)?.[1] ?? ID_AT_TAIL.exec(edges.tail)?.[1];
  return text === undefined ? undefined : (JSON.parse(text) as string | number);
}
