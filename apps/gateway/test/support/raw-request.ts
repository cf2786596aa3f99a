import { request } from "node:http";

/** What came back. */
export interface RawAnswer {
  readonly status: number;
  readonly text: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
}

const INITIALIZE = JSON.stringify({
  jsonrpc: "2.0",
  id: 1,
  method: "initialize",
  params: { protocolVersion: "2025-06-18", capabilities: {}, clientInfo: { name: "test", version: "1" } },
});

/**
 * Sends a request with exactly these headers, which `fetch` would not let a test do with `Host`, over a connection of its own.
 * @param body - default: an `initialize` request
 */
export function send(
  url: string,
  headers: Readonly<Record<string, string>>,
  body: string = INITIALIZE,
): Promise<RawAnswer> {
  const { promise, resolve, reject } = Promise.withResolvers<RawAnswer>();
  const defaults = { "content-type": "application/json", accept: "application/json, text/event-stream" };
  const options = { method: "POST", agent: false, headers: { ...defaults, ...headers } };
  const outgoing = request(url, options, (response) => {
    let text = "";
    response.on("data", (chunk: Buffer) => (text += chunk.toString()));
    response.on("end", () => resolve({ status: response.statusCode ?? 0, text, headers: response.headers }));
    response.on("error", reject);
  });
  outgoing.on("error", reject);
  outgoing.end(body);
  return promise;
}

/** The body of a call of one of the gateway's tools. */
export function toolCall(name: string, input: object, meta: object = {}): string {
  const params = { name, arguments: input, _meta: meta };
  return JSON.stringify({ jsonrpc: "2.0", id: 2, method: "tools/call", params });
}

/** The body of a call of `execute`. */
export function execute(code: string, meta: object = {}): string {
  return toolCall("execute", { code }, meta);
}
