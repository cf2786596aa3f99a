import { PosternError } from "@postern/core";
import { z } from "zod";
import { authSchema } from "./auth/auth-options.ts";
import type { UpstreamAuth } from "./auth/auth-options.ts";
import type { CredentialStore } from "./auth/credential-store.ts";

/** Starts the upstream as a child process and speaks over its pipes. */
export interface StdioTransportOptions {
  readonly type: "stdio";
  /** The executable. */
  readonly command: string;
  /** Default none. */
  readonly args?: readonly string[] | undefined;
  /** Added to HOME, LOGNAME, PATH, SHELL, TERM and USER, which are all the child inherits. Values are kept out of errors. */
  readonly env?: Readonly<Record<string, string>> | undefined;
  /** The working directory. Default: this process's. */
  readonly cwd?: string | undefined;
}

/** Speaks to an upstream that runs elsewhere. */
export interface HttpTransportOptions {
  /** `http` is Streamable HTTP, falling back to SSE where the server only speaks that; `sse` is SSE from the start. */
  readonly type: "http" | "streamable-http" | "streamableHttp" | "sse";
  /** `http:` or `https:`. */
  readonly url: string;
  /** Sent with every request. Values are kept out of errors. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** How to obtain the `Authorization` header. Default: none but what `headers` has. */
  readonly auth?: UpstreamAuth | undefined;
}

/** An entry of an `mcpServers` configuration, with `type` filled in. */
export type McpTransportOptions = StdioTransportOptions | HttpTransportOptions;

/** The limits of a source. Each has a default. */
export interface McpSourceLimits {
  /** From start to the first complete tool list. Default 60,000 ms. */
  readonly connectTimeoutMs: number;
  /** One page of a list. Default 30,000 ms. */
  readonly listTimeoutMs: number;
  /** One call without progress. Default 60,000 ms. The call throws `CALL_TIMEOUT`; the connection stays. */
  readonly callTimeoutMs: number;
  /** One call in all, however much progress it reports. Default 600,000 ms. */
  readonly maxCallTimeMs: number;
  /** Bytes of one message from the upstream. Default 16 MiB. The call that it answers throws `OUTPUT_LIMIT`. */
  readonly maxMessageBytes: number;
  /** Pages of one list. Default 1,000. What came until then is kept and a notice says so. */
  readonly maxPages: number;
  /** Tools, resources or prompts of one list. Default 10,000. What is more is left out and a notice says so. */
  readonly maxListItems: number;
  /** Calls at once. Default 16. More wait. */
  readonly maxConcurrentCalls: number;
  /** Calls that wait. Default 1,000. One more throws `SOURCE_UNAVAILABLE`. */
  readonly maxQueuedCalls: number;
  /** Before the first repeated attempt to connect; doubles each time, with jitter. Default 500 ms. */
  readonly reconnectDelayMs: number;
  /** The longest wait between attempts. Default 60,000 ms. */
  readonly maxReconnectDelayMs: number;
  /** Failed calls in a row (timeouts, lost connections) that open the circuit. Default 5. */
  readonly circuitFailures: number;
  /** How long an open circuit refuses calls before it lets one through. Default 15,000 ms. */
  readonly circuitCoolDownMs: number;
  /** Between checks whether an HTTP upstream is still there. Default 30,000 ms; 0 for never. */
  readonly healthCheckIntervalMs: number;
  /** How long a child may take to end by itself once its stdin is closed. Default 2,000 ms. */
  readonly shutdownGraceMs: number;
}

/** Limits as a configuration may give them. */
export type PartialLimits = { readonly [Name in keyof McpSourceLimits]?: number | undefined };

/** Options of {@link createMcpSource}. */
export interface McpSourceOptions extends PartialLimits {
  /** The source's name inside scripts. */
  readonly namespace: string;
  readonly transport: McpTransportOptions;
  /** `eager` connects at once; `lazy` (the default) when first asked. */
  readonly start?: "lazy" | "eager";
  /** Whether upstreams are told that a person can be asked. Default true. */
  readonly elicitation?: boolean;
  /** Whether upstreams of up to 2025-11-25 are told that a client's model can be asked (sampling). Default false. */
  readonly sampling?: boolean;
  /** Where the tokens of a login are kept. Required where the transport's `auth` is of type `oauth`. */
  readonly credentialStore?: CredentialStore | undefined;
}

/** Options with every default filled in. */
export interface ResolvedOptions extends McpSourceLimits {
  readonly namespace: string;
  readonly transport: McpTransportOptions;
  readonly start: "lazy" | "eager";
  readonly elicitation: boolean;
  readonly sampling: boolean;
  readonly credentialStore: CredentialStore | undefined;
}

const MEBIBYTE = 1024 * 1024;

/** The limits of a source that sets none. */
export const DEFAULT_LIMITS: McpSourceLimits = {
  connectTimeoutMs: 60_000,
  listTimeoutMs: 30_000,
  callTimeoutMs: 60_000,
  maxCallTimeMs: 600_000,
  maxMessageBytes: 16 * MEBIBYTE,
  maxPages: 1000,
  maxListItems: 10_000,
  maxConcurrentCalls: 16,
  maxQueuedCalls: 1000,
  reconnectDelayMs: 500,
  maxReconnectDelayMs: 60_000,
  circuitFailures: 5,
  circuitCoolDownMs: 15_000,
  healthCheckIntervalMs: 30_000,
  shutdownGraceMs: 2000,
};

/** Node's timers fire at once above it. https://nodejs.org/api/timers.html#settimeoutcallback-delay-args */
const MAX_TIMER_MS = 2 ** 31 - 1;

const STDIO = z.object({
  type: z.literal("stdio"),
  command: z.string().min(1),
  args: z.array(z.string()).optional(),
  env: z.record(z.string(), z.string()).optional(),
  cwd: z.string().min(1).optional(),
});
const HTTP = z.object({
  type: z.enum(["http", "streamable-http", "streamableHttp", "sse"]),
  url: z.url({ protocol: /^https?$/u, error: "expected an http: or https: URL" }),
  headers: z.record(z.string(), z.string()).optional(),
  auth: authSchema.optional(),
});
const COUNT = z.int().min(1);
const TIME = z.int().min(1).max(MAX_TIMER_MS);

/** Checks a transport of a configuration: an entry of `mcpServers` with its `type`. Keys it does not know are left out. */
export const mcpTransportSchema: z.ZodType<McpTransportOptions> = z.discriminatedUnion("type", [STDIO, HTTP]);

const TIME_OR_NONE = z.int().min(0).max(MAX_TIMER_MS);

const LIMITS = z
  .object({
    connectTimeoutMs: TIME.describe("Milliseconds from start to the first complete tool list. Default 60000."),
    listTimeoutMs: TIME.describe("Milliseconds of one page of a list. Default 30000."),
    callTimeoutMs: TIME.describe("Milliseconds of one call without progress. Default 60000."),
    maxCallTimeMs: TIME.describe("Milliseconds of one call in all. Default 600000."),
    maxMessageBytes: COUNT.describe("Bytes of one message from the server. Default 16777216."),
    maxPages: COUNT.describe("Pages of one list. Default 1000."),
    maxListItems: COUNT.describe("Tools, resources or prompts of one list. Default 10000."),
    maxConcurrentCalls: COUNT.describe("Calls at once; more wait. Default 16."),
    maxQueuedCalls: z.int().min(0).describe("Calls that wait; one more is refused. Default 1000."),
    reconnectDelayMs: TIME.describe("Milliseconds before the first repeated attempt to connect. Default 500."),
    maxReconnectDelayMs: TIME.describe("Milliseconds at most between attempts. Default 60000."),
    circuitFailures: COUNT.describe("Failed calls in a row after which calls are refused. Default 5."),
    circuitCoolDownMs: TIME.describe("Milliseconds they are refused for. Default 15000."),
    healthCheckIntervalMs: TIME_OR_NONE.describe("Milliseconds between checks over HTTP; 0: none. Default 30000."),
    shutdownGraceMs: TIME_OR_NONE.describe("Milliseconds for a child to end by itself. Default 2000."),
  } satisfies Record<keyof McpSourceLimits, z.ZodType>)
  .partial();

/** Checks limits of a configuration. Each may be absent, and there are no others. */
export const mcpLimitsSchema: z.ZodType<PartialLimits, PartialLimits> = LIMITS.strict();

const SHAPE = z.object({
  namespace: z.string().min(1),
  transport: mcpTransportSchema,
  start: z.enum(["lazy", "eager"]).optional(),
  elicitation: z.boolean().optional(),
  sampling: z.boolean().optional(),
});

/**
 * Checks options and fills in the defaults.
 * @throws {PosternError} INVALID_OPTION - naming the option, what was expected, and never its value
 */
export function resolveOptions(options: McpSourceOptions): ResolvedOptions {
  check(SHAPE, options);
  check(LIMITS, options);
  const limits: { -readonly [Name in keyof McpSourceLimits]: number } = { ...DEFAULT_LIMITS };
  for (const name of Object.keys(limits) as (keyof McpSourceLimits)[]) {
    limits[name] = options[name] ?? limits[name];
  }
  return {
    ...limits,
    namespace: options.namespace,
    transport: options.transport,
    start: options.start ?? "lazy",
    elicitation: options.elicitation ?? true,
    sampling: options.sampling ?? false,
    credentialStore: options.credentialStore,
  };
}

function check(schema: z.ZodType, options: McpSourceOptions): void {
  const [issue] = schema.safeParse(options).error?.issues ?? [];
  if (issue !== undefined) {
    throw new PosternError("INVALID_OPTION", `Option ${issue.path.join(".")}: ${issue.message}.`);
  }
}
