import { diag, DiagLogLevel, propagation, trace } from "@opentelemetry/api";
import { W3CTraceContextPropagator } from "@opentelemetry/core";
import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-proto";
import { defaultResource, detectResources, envDetector, resourceFromAttributes } from "@opentelemetry/resources";
import {
  AlwaysOffSampler,
  AlwaysOnSampler,
  BatchSpanProcessor,
  ParentBasedSampler,
  type Sampler,
  TraceIdRatioBasedSampler,
  TracerProvider,
} from "@opentelemetry/sdk-trace";
import type { TracesEntry } from "../config/observe-schema.ts";
import { version } from "../version.ts";
import type { Log } from "./log.ts";

type Environment = Readonly<Record<string, string | undefined>>;

/** Where traces go. */
export interface TracesOptions {
  readonly entry: TracesEntry | undefined;
  readonly environment: Environment;
  readonly log: Log;
}

/** How long the last spans may take to be sent when the gateway ends. */
const FLUSH_MS = 2000;

/**
 * Sends spans to a collector by OTLP over HTTP (protobuf). The entry goes before the standard `OTEL_*` variables, which say
 * what it does not. Disposing it sends what is left.
 */
export function startTraces({ entry, environment, log }: TracesOptions): AsyncDisposable {
  const exporter = new OTLPTraceExporter(
    entry === undefined
      ? {}
      : { url: `${entry.endpoint.replace(/\/+$/u, "")}/v1/traces`, headers: { ...entry.headers } },
  );
  const provider = new TracerProvider({
    sampler: samplerOf(environment),
    resource: defaultResource()
      .merge(resourceFromAttributes({ "service.name": "postern", "service.version": version }))
      .merge(detectResources({ detectors: [envDetector] })),
    spanProcessors: [new BatchSpanProcessor({ exporter })],
  });
  // What the SDK has to say may quote the collector's address and answer, so only that it has is told.
  const complain = (): void => log("warn", "traces cannot be sent");
  const ignore = (): void => undefined;
  diag.setLogger(
    { error: complain, warn: complain, info: ignore, debug: ignore, verbose: ignore },
    { logLevel: DiagLogLevel.WARN, suppressOverrideMessage: true },
  );
  trace.setGlobalTracerProvider(provider);
  propagation.setGlobalPropagator(new W3CTraceContextPropagator());
  return {
    async [Symbol.asyncDispose]() {
      const { promise: late, resolve } = Promise.withResolvers<void>();
      const timer = setTimeout(resolve, FLUSH_MS);
      await Promise.race([provider.shutdown().catch(complain), late]);
      clearTimeout(timer);
      trace.disable();
      propagation.disable();
      diag.disable();
    },
  };
}

/** https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/ */
function samplerOf(environment: Environment): Sampler {
  const given = Number(environment["OTEL_TRACES_SAMPLER_ARG"] ?? "1");
  const ratio = new TraceIdRatioBasedSampler(given >= 0 && given <= 1 ? given : 1);
  const samplers: Readonly<Record<string, Sampler>> = {
    always_on: new AlwaysOnSampler(),
    always_off: new AlwaysOffSampler(),
    traceidratio: ratio,
    parentbased_always_on: new ParentBasedSampler({ root: new AlwaysOnSampler() }),
    parentbased_always_off: new ParentBasedSampler({ root: new AlwaysOffSampler() }),
    parentbased_traceidratio: new ParentBasedSampler({ root: ratio }),
  };
  return samplers[environment["OTEL_TRACES_SAMPLER"] ?? ""] ?? new ParentBasedSampler({ root: new AlwaysOnSampler() });
}
