import { StreamableHTTPClientTransport } from "@modelcontextprotocol/client";
import { isJSONRPCErrorResponse, isJSONRPCRequest, isJSONRPCResultResponse } from "@modelcontextprotocol/client";
import type {
  JSONRPCMessage,
  MessageExtraInfo,
  StreamableHTTPClientTransportOptions,
  Transport,
  TransportSendOptions,
} from "@modelcontextprotocol/client";
import { faultReply } from "./transport-fault.ts";

const STREAM_ENDED = {
  code: "UNKNOWN_OUTCOME",
  message: "The upstream ended its answer before it was complete; the call may or may not have happened.",
} as const;

/**
 * Streamable HTTP, with what the SDK's transport leaves open: a request whose stream of answers ends without one fails at
 * once with `UNKNOWN_OUTCOME`, where the SDK would wait for its timeout.
 */
export class HttpTransport implements Transport {
  readonly hasPerRequestStream = true;
  onclose?: () => void;
  onerror?: (error: Error) => void;
  onmessage?: NonNullable<Transport["onmessage"]>;
  readonly #inner: StreamableHTTPClientTransport;
  readonly #unanswered = new Set<string | number>();

  constructor(url: URL, options: StreamableHTTPClientTransportOptions) {
    this.#inner = new StreamableHTTPClientTransport(url, options);
  }

  get sessionId(): string | undefined {
    return this.#inner.sessionId;
  }

  async start(): Promise<void> {
    this.#inner.onmessage = (message: JSONRPCMessage, extra?: MessageExtraInfo) => this.#onMessage(message, extra);
    this.#inner.onerror = (error) => this.onerror?.(error);
    this.#inner.onclose = () => this.onclose?.();
    await this.#inner.start();
  }

  async send(message: JSONRPCMessage, options?: TransportSendOptions): Promise<void> {
    if (!isJSONRPCRequest(message)) {
      await this.#inner.send(message, sendable(options));
      return;
    }
    const { id } = message;
    this.#unanswered.add(id);
    const onRequestStreamEnd = (): void => {
      options?.onRequestStreamEnd?.();
      if (this.#unanswered.has(id)) {
        this.#onMessage(faultReply(id, STREAM_ENDED));
      }
    };
    try {
      await this.#inner.send(message, { ...sendable(options), onRequestStreamEnd });
    } catch (error) {
      this.#unanswered.delete(id);
      throw error;
    }
  }

  #onMessage(message: JSONRPCMessage, extra?: MessageExtraInfo): void {
    if ((isJSONRPCResultResponse(message) || isJSONRPCErrorResponse(message)) && message.id !== undefined) {
      this.#unanswered.delete(message.id);
    }
    this.onmessage?.(message, extra);
  }

  setProtocolVersion(version: string): void {
    this.#inner.setProtocolVersion(version);
  }

  /** Tells a server that keeps sessions that this one is over. */
  async endSession(): Promise<void> {
    await this.#inner.terminateSession();
  }

  close(): Promise<void> {
    return this.#inner.close();
  }
}

type Sendable = NonNullable<Parameters<StreamableHTTPClientTransport["send"]>[1]>;

/** What the SDK's transport takes of the options, without members that are `undefined`. */
function sendable(options: TransportSendOptions | undefined): Sendable {
  const { resumptionToken, onresumptiontoken, requestSignal, headers } = options ?? {};
  return {
    ...(resumptionToken === undefined ? {} : { resumptionToken }),
    ...(onresumptiontoken === undefined ? {} : { onresumptiontoken }),
    ...(requestSignal === undefined ? {} : { requestSignal }),
    ...(headers === undefined ? {} : { headers }),
  };
}
