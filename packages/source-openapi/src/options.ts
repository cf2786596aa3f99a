import type { Secret } from "@postern/core/node";
import { z } from "zod";
import type { OperationFilter } from "./operations/operation-filter.ts";

/** A Security Scheme Object (OpenAPI 3.1, section 4.8.27). */
export interface SecurityScheme {
  readonly type: "apiKey" | "http" | "oauth2" | "openIdConnect";
  readonly [member: string]: unknown;
}

/** What one security scheme needs: an API key or bearer token, a name and password, or an OAuth 2 client. */
export type Credential = (
  | { readonly token: Secret }
  | { readonly username: Secret; readonly password: Secret }
  | {
      readonly clientId: Secret;
      readonly clientSecret: Secret;
      /** Default: the scheme's own. */
      readonly tokenUrl?: string | undefined;
      /** Default: none are asked for, and the server decides. */
      readonly scopes?: readonly string[] | undefined;
    }
) & {
  /** For documents that lack the scheme, or have it wrong. A scheme that is not the document's is for every operation. */
  readonly scheme?: SecurityScheme | undefined;
};

/** What a configuration says of one document. */
export interface OpenApiEntry {
  /** A file, a URL, or the path of a file in an installed npm package. */
  readonly document: string;
  /** In place of every server that the document names. */
  readonly baseUrl?: string | undefined;
  /** Values of server variables. Default: the document's. */
  readonly serverVariables?: Readonly<Record<string, string>> | undefined;
  /** Credentials by the name of their security scheme. */
  readonly auth?: Readonly<Record<string, Credential>> | undefined;
  /** Sent with every request, to the document's hosts only. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** Only operations that match one of these. Default: all. */
  readonly include?: OperationFilter | readonly OperationFilter[] | undefined;
  /** No operation that matches one of these. Default: none is left out. */
  readonly exclude?: OperationFilter | readonly OperationFilter[] | undefined;
  /** Of one call with its retries, in milliseconds. Default 30000. */
  readonly timeoutMs?: number | undefined;
  /** Of one response, unpacked. Default 8 MiB. */
  readonly maxResponseBytes?: number | undefined;
  /** More calls wait. Default 16. */
  readonly maxConcurrentCalls?: number | undefined;
  /** Of idempotent requests that were answered with 429 or 503. Default 3. */
  readonly maxRetries?: number | undefined;
  /** A server that asks for a longer pause gets no further try. In milliseconds. Default 20000. */
  readonly maxRetryDelayMs?: number | undefined;
  /** Lets requests go to private, loopback and link-local addresses. Default false. */
  readonly allowPrivateAddresses?: boolean | undefined;
}

/** An entry with its defaults. */
export interface OpenApiSettings extends OpenApiEntry {
  readonly include?: readonly OperationFilter[] | undefined;
  readonly exclude?: readonly OperationFilter[] | undefined;
  readonly timeoutMs: number;
  readonly maxResponseBytes: number;
  readonly maxConcurrentCalls: number;
  readonly maxRetries: number;
  readonly maxRetryDelayMs: number;
  readonly allowPrivateAddresses: boolean;
}

/** Options of `createOpenApiSource`: a configuration entry, and what the program gives. */
export interface OpenApiSourceOptions extends OpenApiEntry {
  /** The source's name inside scripts. */
  readonly namespace: string;
  /** What relative paths are relative to. Default: the current directory. */
  readonly baseDirectory?: string;
  /** Where documents are kept once they are read, by the hash of their content. Default: nowhere. */
  readonly cacheDirectory?: string;
  /** Where secrets named by `env` are read. Default: the process's environment. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
}

const secret = z.union([
  z.string().min(1),
  z.strictObject({ env: z.string().min(1) }),
  z.strictObject({ file: z.string().min(1) }),
  z.strictObject({ command: z.string().min(1), args: z.array(z.string()).optional() }),
]);
const scheme = z.looseObject({ type: z.enum(["apiKey", "http", "oauth2", "openIdConnect"]) }).optional();
const credential = z.union([
  z.strictObject({ token: secret, scheme }),
  z.strictObject({ username: secret, password: secret, scheme }),
  z.strictObject({
    clientId: secret,
    clientSecret: secret,
    tokenUrl: z.url().optional(),
    scopes: z.array(z.string()).optional(),
    scheme,
  }),
]);
const patterns = z.array(z.string()).optional();
const filter = z.strictObject({ tags: patterns, paths: patterns, methods: patterns, operations: patterns });
const filters = z.union([filter.transform((one) => [one]), z.array(filter)]).optional();
const texts = z.record(z.string(), z.string()).optional();
const count = z.number().int().nonnegative();
const positive = z.number().int().positive();

/** An entry of `openapi` in a configuration. Parsing fills in the defaults. */
export const openApiEntrySchema: z.ZodType<OpenApiSettings, OpenApiEntry> = z.strictObject({
  document: z.string().min(1),
  baseUrl: z.url({ protocol: /^https?$/u }).optional(),
  serverVariables: texts,
  auth: z.record(z.string(), credential).optional(),
  headers: texts,
  include: filters,
  exclude: filters,
  timeoutMs: positive.default(30_000),
  maxResponseBytes: positive.default(8 * 1024 * 1024),
  maxConcurrentCalls: positive.default(16),
  maxRetries: count.default(3),
  maxRetryDelayMs: count.default(20_000),
  allowPrivateAddresses: z.boolean().default(false),
}) as z.ZodType<OpenApiSettings, OpenApiEntry>;
