import { isIdentifier, isReservedMember, type Budget } from "@postern/core";
// The schemas alone: the commands that only read or change a configuration need not load what connects.
import {
  mcpLimitsSchema,
  upstreamAuthSchema,
  type PartialLimits,
  type UpstreamAuth,
} from "@postern/source-mcp/schemas";
import { openApiEntrySchema, type OpenApiEntry } from "@postern/source-openapi/schemas";
import { z } from "zod";
import { auditSchema, logSchema, type ObserveKeys, tracesSchema } from "./observe-schema.ts";

/** The names that `--sandbox` and `sandbox` take. */
export const SANDBOX_NAMES = ["quickjs", "isolated-vm", "deno"] as const;

/** A sandbox driver's name. */
export type SandboxName = (typeof SANDBOX_NAMES)[number];

/** What an entry of any MCP server may say beside how to reach it. */
interface McpServerEntry {
  readonly disabled?: boolean | undefined;
  readonly start?: "eager" | "lazy" | undefined;
  readonly limits?: PartialLimits | undefined;
}

/** An MCP server that Postern starts. Keys of other clients are let be. */
export interface StdioServerEntry extends McpServerEntry {
  readonly type?: "stdio" | undefined;
  readonly command: string;
  readonly args?: readonly string[] | undefined;
  readonly env?: Readonly<Record<string, string>> | undefined;
  readonly envFile?: string | undefined;
  readonly cwd?: string | undefined;
}

/** An MCP server reached over HTTP. Keys of other clients are let be. */
export interface RemoteServerEntry extends McpServerEntry {
  readonly type?: "http" | "streamable-http" | "streamableHttp" | "sse" | undefined;
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly auth?: UpstreamAuth | undefined;
}

/** What a client may do, and how it is known. */
export interface ClientEntry {
  readonly tokenHash?: string | undefined;
  readonly subject?: string | undefined;
  readonly namespaces?: readonly string[] | undefined;
  readonly tools?: readonly string[] | undefined;
  readonly requestsPerMinute?: number | undefined;
  readonly mode?: "code" | "direct" | "hybrid" | "auto" | undefined;
  readonly pinned?: readonly string[] | undefined;
  readonly directUpTo?: number | undefined;
  readonly passThrough?: boolean | undefined;
  readonly overrides?: Readonly<Record<string, ToolOverride>> | undefined;
}

/** What a client sees of a tool in place of what its source says. */
export interface ToolOverride {
  readonly alias?: string | undefined;
  readonly description?: string | undefined;
}

/** The authorization server whose access tokens open the door. */
export interface OAuthEntry {
  readonly issuer: string;
  readonly jwksUrl: string;
  readonly audience?: string | undefined;
  readonly requiredScopes?: readonly string[] | undefined;
}

/** A service that speaks OpenAI's `POST /v1/embeddings`. */
export interface EmbeddingsEntry {
  readonly url: string;
  readonly model: string;
  readonly apiKey?: string | undefined;
  readonly dimensions?: number | undefined;
}

/** A configuration file's content, as written. */
export interface ConfigFile extends ObserveKeys {
  readonly mcpServers?: Readonly<Record<string, StdioServerEntry | RemoteServerEntry>> | undefined;
  readonly servers?: Readonly<Record<string, StdioServerEntry | RemoteServerEntry>> | undefined;
  readonly openapi?: Readonly<Record<string, OpenApiEntry>> | undefined;
  readonly sandbox?:
    | SandboxName
    | { readonly driver?: SandboxName | undefined; readonly isolation?: "process" | "execution" | undefined }
    | undefined;
  readonly embeddings?: EmbeddingsEntry | undefined;
  readonly check?: "error" | "warn" | "off" | undefined;
  readonly observe?: boolean | undefined;
  readonly budget?: { readonly [Limit in keyof Budget]?: number | undefined } | undefined;
  readonly listen?: string | undefined;
  readonly publicUrl?: string | undefined;
  readonly drainMs?: number | undefined;
  readonly clients?: Readonly<Record<string, ClientEntry>> | undefined;
  readonly oauth?: OAuthEntry | undefined;
}

const text = z.string().min(1);
const texts = z.record(z.string(), z.string());
const wholeNumber = z.int().positive();

const MCP_SOURCE_OPTIONS = {
  disabled: z.boolean().optional().describe("Leaves this server out."),
  start: z
    .enum(["eager", "lazy"])
    .optional()
    .describe(
      "eager (default): connect at once. lazy: with the first call; until then its tools are those of last time.",
    ),
  limits: mcpLimitsSchema.optional().describe("Times, sizes and numbers of calls of this server."),
};

const stdioServerSchema = z
  .looseObject({
    type: z.literal("stdio").optional(),
    command: text.describe("The program to start. Variables such as ${HOME} are expanded."),
    args: z.array(z.string()).optional().describe("Its arguments."),
    env: texts.optional().describe("Its environment, besides PATH, HOME and the few that every child gets."),
    envFile: text.optional().describe("A file of NAME=VALUE lines for its environment; env goes before it."),
    cwd: text.optional().describe("Its working directory. Default: the configuration file's folder."),
    ...MCP_SOURCE_OPTIONS,
  })
  .describe("An MCP server that Postern starts and talks to over stdin and stdout.");

const remoteServerSchema = z
  .looseObject({
    type: z.enum(["http", "streamable-http", "streamableHttp", "sse"]).optional(),
    url: text.describe("The server's MCP endpoint. Variables are expanded."),
    headers: texts.optional().describe("Headers of every request. Variables are expanded."),
    auth: upstreamAuthSchema
      .optional()
      .describe("How to obtain its Authorization header. Default: a login (oauth), should the server ask for one."),
    ...MCP_SOURCE_OPTIONS,
  })
  .describe("An MCP server reached over HTTP.");

const serversSchema = z.record(text, z.union([stdioServerSchema, remoteServerSchema]));

const budgetSchema = z
  .strictObject({
    wallTimeMs: wholeNumber.describe("Milliseconds from start to end. Default 30000."),
    cpuTimeMs: wholeNumber.describe("Milliseconds of the script's own computing. Default 10000."),
    memoryLimitBytes: wholeNumber.describe("Bytes of the script's heap. Default 134217728."),
    maxCalls: wholeNumber.describe("Tool calls in all. Default 1000."),
    maxConcurrentCalls: wholeNumber.describe("Tool calls at once; more wait. Default 32."),
    maxScriptBytes: wholeNumber.describe("Bytes of a script. Default 1048576."),
    maxArgumentBytes: wholeNumber.describe("Bytes of one call's arguments. Default 4194304."),
    maxCallResultBytes: wholeNumber.describe("Bytes of one call's result. Default 8388608."),
    maxResultBytes: wholeNumber.describe("Bytes of a script's value. Default 8388608."),
    maxLogBytes: wholeNumber.describe("Bytes of all log lines. Default 1048576."),
    maxResultChars: wholeNumber.describe("Characters of an outcome that the model is shown. Default 24000."),
  })
  .partial()
  .describe("The limits of one execution.");

const sandboxSchema = z
  .union([
    z.enum(SANDBOX_NAMES),
    z.strictObject({
      driver: z.enum(SANDBOX_NAMES).optional().describe("Default quickjs."),
      isolation: z
        .enum(["process", "execution"])
        .optional()
        .describe("A pooled process (default), or a new process for every execution."),
    }),
  ])
  .describe("What runs scripts. Default quickjs.");

const globs = z.array(text);

const overrideSchema = z.strictObject({
  alias: z
    .string()
    .refine((name) => isIdentifier(name) && !isReservedMember(name), "a name that can stand after a dot: list_issues")
    .optional()
    .describe("Its name in scripts, after the namespace. Its own name still works in brackets."),
  description: text.optional().describe("What search, types and lists of tools say of it."),
});

const clientSchema = z
  .strictObject({
    tokenHash: z
      .string()
      .regex(/^sha256:[0-9a-f]{64}$/u, "sha256: and 64 hexadecimal digits, as `postern token` writes them")
      .optional()
      .describe("The SHA-256 of the client's bearer token. `postern token NAME` makes one."),
    subject: text.optional().describe("The client id (or subject) of its access tokens. Default: its name here."),
    namespaces: globs.optional().describe("Globs of the namespaces it may use; a leading ! takes away. Default: all."),
    tools: globs.optional().describe("Globs of the tools it may use, as in github.list_*. Default: all."),
    mode: z
      .enum(["code", "direct", "hybrid", "auto"])
      .optional()
      .describe("code (default): search and execute; direct: every tool; hybrid: both; auto: direct for few tools."),
    pinned: globs.optional().describe("Globs of tools that are shown directly beside search and execute."),
    directUpTo: wholeNumber.optional().describe("Tools up to which auto means direct. Default 10."),
    passThrough: z
      .boolean()
      .optional()
      .describe(
        "Pass on what servers have besides tools (resources, prompts, completion, subscriptions, logs), and tools as in direct unless mode says otherwise. Default false.",
      ),
    overrides: z
      .record(text, overrideSchema)
      .optional()
      .describe("Other names and descriptions of tools, each by its name: github.list_issues."),
    requestsPerMinute: wholeNumber.optional().describe("Default 600."),
  })
  .describe("A client that may come in over HTTP.");

const oauthSchema = z
  .strictObject({
    issuer: z.url().describe("The issuer of the access tokens."),
    jwksUrl: z.url().describe("Where its public keys are."),
    audience: text.optional().describe("Who the tokens are for. Default: publicUrl."),
    requiredScopes: z.array(text).optional().describe("Scopes that every token must have."),
  })
  .describe("An OAuth 2.1 authorization server whose access tokens open the door.");

const embeddingsSchema = z
  .strictObject({
    url: text.describe("The base of the API, as in https://api.openai.com/v1. Variables are expanded."),
    model: text,
    apiKey: text.optional().describe("Sent as a bearer token. Variables are expanded."),
    dimensions: wholeNumber.optional().describe("Asks for shorter vectors, where the model can."),
  })
  .describe(
    "An embedding service: search then ranks by meaning as well. Names and descriptions of tools are sent to it.",
  );

const configShape = z.looseObject({
  $schema: z.string().optional(),
  mcpServers: serversSchema
    .optional()
    .describe("Upstream MCP servers, as Claude Desktop, Claude Code and Cursor write them."),
  servers: serversSchema.optional().describe("Upstream MCP servers, as VS Code writes them."),
  openapi: z.record(text, openApiEntrySchema).optional().describe("OpenAPI documents; every operation is a tool."),
  sandbox: sandboxSchema.optional(),
  embeddings: embeddingsSchema.optional(),
  check: z
    .enum(["error", "warn", "off"])
    .optional()
    .describe(
      "What type errors do: stop a script before it runs (error, the default), be told (warn), or nothing (off).",
    ),
  observe: z.boolean().optional().describe("Learn the types of results of tools that declare none. Default true."),
  budget: budgetSchema.optional(),
  listen: z
    .string()
    .regex(/^.+:\d{1,5}$/u, "HOST:PORT")
    .optional()
    .describe("HOST:PORT that `postern serve` listens on. Default 127.0.0.1:7420."),
  publicUrl: z.url().optional().describe("The endpoint as clients reach it, where a proxy stands in front."),
  drainMs: wholeNumber
    .optional()
    .describe("Milliseconds that requests under way may go on once the gateway is asked to end. Default 8000."),
  log: logSchema.optional(),
  audit: auditSchema.optional(),
  traces: tracesSchema.optional(),
  clients: z.record(text, clientSchema).optional().describe("Who may come in over HTTP, and what each may use."),
  oauth: oauthSchema.optional(),
});

/** A configuration file: what other clients call `mcpServers` or `servers`, and Postern's own keys. */
export const configSchema: z.ZodType<ConfigFile, ConfigFile> = configShape.describe("Configuration of Postern.");

/** The keys at the top of a configuration file. */
export const CONFIG_KEYS: readonly string[] = Object.keys(configShape.shape);
