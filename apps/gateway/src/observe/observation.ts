import type { Source } from "@postern/core";
import type { Interceptor } from "@postern/runtime";
import type { GatewayConfig } from "../config/load-config.ts";
import { openAuditFile } from "./audit-file.ts";
import { createAuditor } from "./audit.ts";
import { createLogObserver, createSourceLog } from "./log-observer.ts";
import { type Log, openLog } from "./log.ts";
import { createObservingInterceptor, type Observer } from "./observer.ts";

/** How a gateway is seen from outside. Disposing it writes and sends what is left. */
export interface Observation extends AsyncDisposable {
  readonly log: Log;
  /** For the runtime. */
  readonly interceptors: readonly Interceptor[];
  /** Told when a source may be in another state. */
  readonly onSourceChanged: (source: Source) => void;
}

/** What to observe with. */
export interface ObservationOptions {
  readonly config: Pick<GatewayConfig, "log" | "audit" | "traces">;
  /** Besides the log and the audit log. */
  readonly observers?: readonly Observer[];
  readonly environment?: NodeJS.ProcessEnv;
}

/**
 * Opens the log, and the audit log and traces where they are asked for.
 * @throws {PosternError} INVALID_CONFIG - the audit log cannot be written
 */
export async function openObservation({
  config,
  observers = [],
  environment = process.env,
}: ObservationOptions): Promise<Observation> {
  await using opened = new AsyncDisposableStack();
  const { level = "info", format = process.stderr.isTTY ? "pretty" : "json" } = config.log;
  const { log } = opened.use(openLog({ level, format }));
  if (sendsTraces(config, environment)) {
    // Loaded when needed: the SDK would slow down every other start.
    const { startTraces } = await import("./traces.ts");
    opened.use(startTraces({ entry: config.traces, environment, log }));
  }
  const auditor = config.audit === undefined ? [] : [createAuditor(opened.use(await openAuditFile(config.audit)), log)];
  const rest = opened.move();
  return {
    log,
    // The auditor is first: what it refuses, nobody counts.
    interceptors: [createObservingInterceptor([...auditor, ...observers, createLogObserver(log)])],
    onSourceChanged: createSourceLog(log),
    [Symbol.asyncDispose]: () => rest.disposeAsync(),
  };
}

/** https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/ */
function sendsTraces({ traces }: ObservationOptions["config"], environment: NodeJS.ProcessEnv): boolean {
  const { OTEL_SDK_DISABLED: isDisabled, OTEL_TRACES_EXPORTER: exporter } = environment;
  const isNamed = ["OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "OTEL_EXPORTER_OTLP_ENDPOINT"].some(
    (name) => (environment[name] ?? "") !== "",
  );
  const isAsked = exporter === undefined || exporter === "" ? isNamed : exporter.split(",").includes("otlp");
  return isDisabled?.toLowerCase() !== "true" && (traces !== undefined || isAsked);
}
