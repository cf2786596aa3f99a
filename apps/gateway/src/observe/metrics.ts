import type { Runtime } from "@postern/runtime";
import { collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";
import { version } from "../version.ts";
import type { Observer } from "./observer.ts";

/** A request that was answered. */
export interface AnsweredRequest {
  /** One of the routes that the gateway knows, or `other`. */
  readonly route: string;
  readonly status: number;
  readonly ms: number;
}

/** What Prometheus reads. */
export interface Metrics {
  readonly observer: Observer;
  readonly onAnswered: (request: AnsweredRequest) => void;
  /** The text format, and its content type. */
  readonly render: (sources: Runtime["sources"]) => Promise<{ readonly text: string; readonly contentType: string }>;
}

/** Seconds; executions and calls take from a millisecond to their time limits. */
const BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];

/**
 * Metrics of a gateway. Labels are names out of the configuration, codes and routes, so that their number is bounded
 * whatever clients and upstreams send.
 * @param clients - the names that may stand in a label; any other client is `other`
 */
export function createMetrics(clients: ReadonlySet<string>): Metrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  new Gauge({ name: "postern_build_info", help: "Always 1.", labelNames: ["version"], registers }).set({ version }, 1);
  const requests = new Histogram({
    name: "postern_http_request_duration_seconds",
    help: "Time until an HTTP request was answered; of a stream, until it began.",
    labelNames: ["route", "status"],
    buckets: BUCKETS,
    registers,
  });
  return {
    observer: createMetricsObserver(registers, (client) => (clients.has(client) ? client : "other")),
    onAnswered: ({ route, status, ms }) => requests.observe({ route, status }, ms / 1000),
    render: async (sources) => {
      const sourceMetrics = new Registry();
      describeSources(sourceMetrics, sources());
      const texts = await Promise.all([registry.metrics(), sourceMetrics.metrics()]);
      return { text: texts.join("\n"), contentType: registry.contentType };
    },
  };
}

function createMetricsObserver(registers: Registry[], labelOf: (client: string) => string): Observer {
  const executions = new Histogram({
    name: "postern_execution_duration_seconds",
    help: "Time of executions, by client and by how they ended: completed, or the code of the failure.",
    labelNames: ["client", "outcome"],
    buckets: BUCKETS,
    registers,
  });
  const calls = new Histogram({
    name: "postern_call_duration_seconds",
    help: "Time of calls, by namespace and by how they ended: ok, or the code of the error.",
    labelNames: ["namespace", "outcome"],
    buckets: BUCKETS,
    registers,
  });
  const searches = new Histogram({
    name: "postern_search_duration_seconds",
    help: "Time of clients' searches, by client and by how they ended: ok, or the code of the error.",
    labelNames: ["client", "outcome"],
    buckets: BUCKETS,
    registers,
  });
  const executing = new Gauge({ name: "postern_executions_running", help: "Executions under way.", registers });
  const calling = new Gauge({ name: "postern_calls_running", help: "Calls under way.", registers });
  return {
    executionStarted: () => executing.inc(),
    executionEnded: ({ client, outcome, ms }) => {
      executing.dec();
      executions.observe({ client: labelOf(client), outcome }, ms / 1000);
    },
    callStarted: () => calling.inc(),
    callEnded: ({ namespace, outcome, ms }) => {
      calling.dec();
      calls.observe({ namespace, outcome }, ms / 1000);
    },
    searchEnded: ({ client, outcome, ms }) => searches.observe({ client: labelOf(client), outcome }, ms / 1000),
  };
}

function describeSources(registry: Registry, sources: ReturnType<Runtime["sources"]>): void {
  const registers = [registry];
  const labelNames = ["namespace"];
  const ready = new Gauge({
    name: "postern_source_ready",
    help: "Whether a source is connected.",
    labelNames,
    registers,
  });
  const tools = new Gauge({ name: "postern_source_tools", help: "Tools of a source.", labelNames, registers });
  const open = new Gauge({
    name: "postern_source_circuit_open",
    help: "Whether a source's calls are refused after repeated failures.",
    labelNames,
    registers,
  });
  for (const { namespace, state, toolCount, circuit } of sources) {
    ready.set({ namespace }, state === "ready" ? 1 : 0);
    tools.set({ namespace }, toolCount);
    open.set({ namespace }, circuit === "open" ? 1 : 0);
  }
}
