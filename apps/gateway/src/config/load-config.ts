import { existsSync, readFileSync } from "node:fs";
import { basename, dirname, resolve } from "node:path";
import { errorMessage, PosternError, type Budget } from "@postern/core";
import type { OpenApiEntry } from "@postern/source-openapi";
import { configError, type ConfigIssue } from "./config-error.ts";
import {
  CONFIG_KEYS,
  configSchema,
  type ClientEntry,
  type ConfigFile,
  type EmbeddingsEntry,
  type OAuthEntry,
  type SandboxName,
} from "./config-schema.ts";
import { explainIssues, misspeltKeys } from "./explain-issues.ts";
import { Expander, type ConfigOrigin } from "./expander.ts";
import type { LogEntry, ObserveKeys, TracesEntry } from "./observe-schema.ts";
import { parseJson } from "./parse-json.ts";
import { serverConfig, type ServerConfig } from "./server-config.ts";

/** A configuration, checked and complete. */
export interface GatewayConfig {
  readonly servers: Readonly<Record<string, ServerConfig>>;
  /** OpenAPI documents; relative paths start from `directory`. */
  readonly openapi: Readonly<Record<string, OpenApiEntry>>;
  /** The folder of the configuration. */
  readonly directory: string;
  readonly sandbox: { readonly driver: SandboxName; readonly isolation: "process" | "execution" };
  readonly budget: Partial<Budget>;
  /** A service that makes search rank by meaning as well. */
  readonly embeddings?: EmbeddingsEntry;
  /** What type errors do to a script. */
  readonly check: "error" | "warn" | "off";
  /** Whether the types of results are learned. */
  readonly observe: boolean;
  readonly listen: string;
  /** Milliseconds that requests under way may go on once the gateway is asked to end. */
  readonly drainMs: number;
  /** What is logged; the format is chosen by the terminal where it is absent. */
  readonly log: LogEntry;
  /** The absolute path of the audit log. */
  readonly audit?: string;
  readonly traces?: TracesEntry;
  /** The endpoint as clients reach it, where that is not what `listen` says. */
  readonly publicUrl?: string;
  readonly clients: Readonly<Record<string, ClientEntry>>;
  readonly oauth?: OAuthEntry;
}

/** Where `postern serve` listens unless told otherwise. */
export const DEFAULT_LISTEN = "127.0.0.1:7420";
/** Below the ten seconds after which container runtimes kill. */
export const DEFAULT_DRAIN_MS = 8000;
/** The entry of `clients` that stdio serves, and HTTP where no credentials are asked for. */
export const LOCAL_CLIENT = "local";
/** The files looked for in the working directory, in this order. */
export const DEFAULT_CONFIG_FILES: readonly string[] = ["postern.json", ".mcp.json"];

/**
 * Reads a configuration file.
 * @param file - default: the first of {@link DEFAULT_CONFIG_FILES} in the working directory
 * @throws {PosternError} INVALID_CONFIG - no such file, not JSON, not of the schema, or a variable that is not set
 */
export function loadConfig(
  file: string | undefined,
  environment: ConfigOrigin["environment"] = process.env,
): GatewayConfig {
  const path = resolve(file ?? defaultConfigFile());
  const name = file ?? basename(path);
  return parseConfig(readConfigText(path, name), { name, directory: dirname(path), environment });
}

/** Checks and completes a configuration's text (JSON with comments). @throws {PosternError} INVALID_CONFIG */
export function parseConfig(text: string, origin: ConfigOrigin): GatewayConfig {
  const file = validate(parseJson(text, origin.name), origin.name);
  const issues: ConfigIssue[] = [];
  const servers: Record<string, ServerConfig> = {};
  for (const key of ["mcpServers", "servers"] as const) {
    for (const [name, entry] of Object.entries(file[key] ?? {})) {
      if (entry.disabled !== true) {
        servers[name] = serverConfig(entry, new Expander(`${key}.${name}`, origin, issues));
      }
    }
  }
  const openapi = Object.fromEntries(
    Object.entries(file.openapi ?? {}).map(([name, entry]) => [
      name,
      openApiEntry(entry, new Expander(`openapi.${name}`, origin, issues)),
    ]),
  );
  issues.push(...doubledNames(file));
  const embeddings = file.embeddings && embeddingsEntry(file.embeddings, new Expander("embeddings", origin, issues));
  const observe = observeKeys(file, (path) => new Expander(path, origin, issues));
  if (issues.length > 0) {
    throw configError(origin.name, issues);
  }
  const own = ownKeys(file);
  return {
    servers,
    openapi,
    directory: origin.directory,
    ...own,
    ...observe,
    ...(embeddings === undefined ? {} : { embeddings }),
  };
}

/** Postern's own keys, with their defaults. */
function ownKeys({
  sandbox,
  check,
  observe,
  budget,
  listen,
  drainMs,
  clients,
  publicUrl,
  oauth,
}: ConfigFile): Omit<GatewayConfig, "servers" | "openapi" | "directory" | "embeddings" | keyof ObserveKeys> {
  const { driver, isolation } = typeof sandbox === "object" ? sandbox : { driver: sandbox, isolation: undefined };
  return {
    sandbox: { driver: driver ?? "quickjs", isolation: isolation ?? "process" },
    budget: definedOnly(budget ?? {}),
    check: check ?? "error",
    observe: observe ?? true,
    listen: listen ?? DEFAULT_LISTEN,
    drainMs: drainMs ?? DEFAULT_DRAIN_MS,
    clients: clients ?? {},
    ...(publicUrl === undefined ? {} : { publicUrl }),
    ...(oauth === undefined ? {} : { oauth }),
  };
}

/** How the gateway is seen. */
function observeKeys(
  { log, audit, traces }: ConfigFile,
  expanderAt: (path: string) => Expander,
): Pick<GatewayConfig, keyof ObserveKeys> {
  const expander = expanderAt("traces");
  return {
    log: typeof log === "string" ? { level: log } : (log ?? {}),
    ...(audit === undefined ? {} : { audit: resolve(expander.directory, expanderAt("audit").text("", audit)) }),
    ...(traces === undefined
      ? {}
      : {
          traces: {
            endpoint: expander.text("endpoint", traces.endpoint),
            headers: expander.record("headers", traces.headers),
          },
        }),
  };
}

function defaultConfigFile(): string {
  const found = DEFAULT_CONFIG_FILES.find((name) => existsSync(name));
  if (found === undefined) {
    throw new PosternError(
      "INVALID_CONFIG",
      `No configuration: there is no ${DEFAULT_CONFIG_FILES.join(" and no ")} in the working directory. ` +
        "Name one with --config FILE, or try the sample with --sample.",
    );
  }
  return found;
}

function readConfigText(path: string, name: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    throw new PosternError("INVALID_CONFIG", `${name} cannot be read: ${errorMessage(error)}`, { cause: error });
  }
}

function validate(value: unknown, name: string): ConfigFile {
  const result = configSchema.safeParse(value);
  const issues = [
    ...(result.success ? [] : explainIssues(result.error.issues, value)),
    ...misspeltKeys(value, CONFIG_KEYS),
  ];
  if (!result.success || issues.length > 0) {
    throw configError(name, issues);
  }
  return result.data;
}

function openApiEntry(entry: OpenApiEntry, expander: Expander): OpenApiEntry {
  return {
    ...entry,
    document: expander.text("document", entry.document),
    ...(entry.baseUrl === undefined ? {} : { baseUrl: expander.text("baseUrl", entry.baseUrl) }),
    ...(entry.headers === undefined ? {} : { headers: expander.record("headers", entry.headers) }),
  };
}

function embeddingsEntry(entry: EmbeddingsEntry, expander: Expander): EmbeddingsEntry {
  return {
    ...entry,
    url: expander.text("url", entry.url),
    ...(entry.apiKey === undefined ? {} : { apiKey: expander.text("apiKey", entry.apiKey) }),
  };
}

/** Names that two kinds of sources share: scripts could not tell them apart. */
function doubledNames({ mcpServers = {}, servers = {}, openapi = {} }: ConfigFile): readonly ConfigIssue[] {
  const taken = new Set(Object.keys(mcpServers));
  return [
    ...Object.keys(servers).map((name) => ({ name, path: `servers.${name}` })),
    ...Object.keys(openapi).map((name) => ({ name, path: `openapi.${name}` })),
  ].flatMap(({ name, path }) => {
    const isTaken = taken.has(name);
    taken.add(name);
    return isTaken ? [{ path, found: `a second source called "${name}"`, expected: "a name of its own" }] : [];
  });
}

function definedOnly(budget: NonNullable<ConfigFile["budget"]>): Partial<Budget> {
  return Object.fromEntries(Object.entries(budget).filter(([, value]) => value !== undefined));
}
