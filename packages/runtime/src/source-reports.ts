import type { Catalog } from "@postern/core";
import type { KeptSource } from "./catalog-keeper.ts";
import { toOneLine } from "./one-line.ts";
import type { SourceReport } from "./runtime-types.ts";

type Sources = ReadonlyMap<string, KeptSource>;

const MAX_SHOWN = 10;
const MAX_REASON_CHARS = 160;

/** Every source for people, in the order of the configuration, with its tools in that catalog. */
export function reportSources(sources: Sources, catalog: Catalog): readonly SourceReport[] {
  const toolCounts = new Map(catalog.namespaces.map(({ name, tools }) => [name, tools.length]));
  return [...sources].map(([namespace, { source, listError }]) => {
    const { status } = source;
    const lastError = status.lastError ?? listError;
    return {
      ...status,
      namespace,
      sourceNamespace: source.namespace,
      toolCount: toolCounts.get(namespace) ?? 0,
      ...(lastError === undefined ? {} : { lastError }),
    };
  });
}

/** What a model is told of sources that cannot be used now. Empty where all can. */
export function unavailableHint(sources: Sources): string {
  const reasons = [...sources]
    .filter(([, source]) => isUnavailable(source))
    .map(([name, source]) => reason(name, source));
  const others = reasons.length > MAX_SHOWN ? `; and ${reasons.length - MAX_SHOWN} more` : "";
  return reasons.length === 0 ? "" : `Not available now: ${reasons.slice(0, MAX_SHOWN).join("; ")}${others}.`;
}

/** The same for the sources that a script names. */
export function unavailableIn(sources: Sources, code: string): readonly string[] {
  const hint = unavailableHint(new Map([...sources].filter(([name]) => code.includes(name))));
  return hint === "" ? [] : [hint];
}

function isUnavailable({ source, listError, isSettled }: KeptSource): boolean {
  const { state, circuit } = source.status;
  return listError !== undefined || !isSettled || circuit === "open" || /^(?:failed|unauthorized|closed)$/u.test(state);
}

/** The source's own words are untrusted and may be long: one line, cut. */
function reason(name: string, { source, listError, isSettled }: KeptSource): string {
  const { state, lastError, circuit } = source.status;
  const said = isSettled ? (lastError ?? listError ?? "") : "";
  const text = toOneLine(said).slice(0, MAX_REASON_CHARS);
  const settledWord = circuit === "open" && state === "ready" ? "calls are refused after repeated failures" : state;
  const word = state === "unauthorized" ? "not authorized" : isSettled ? settledWord : "still connecting";
  return text === "" ? `${name} (${word})` : `${name} (${word}: ${text})`;
}
