import type { TypeGenerator } from "@postern/codegen";
import {
  type Catalog,
  type CatalogTool,
  findNamespace,
  nearestNames,
  PosternError,
  type SearchIndex,
  type SearchMatch,
} from "@postern/core";
import type { Offer } from "./offers.ts";
import type { SearchReply, SearchRequest } from "./runtime-types.ts";
import { showTools } from "./search-results.ts";

/** What a search looks in. */
export interface SearchScope {
  readonly catalog: Catalog;
  readonly index: SearchIndex;
  readonly generator: TypeGenerator;
  /** What the sources offer besides tools. */
  readonly offersOf: (namespace: string) => readonly Offer[];
  /** Characters of an answer's results. */
  readonly maxChars: number;
  /** What to say of sources that have nothing to show now. Empty: nothing. */
  readonly unavailable: string;
}

const DEFAULT_LIMIT = 5;
const MAX_LIMIT = 50;
/** Matches looked at beyond the limit, so that tools can take the place of weak resources. */
const WINDOW = 10;
/** Of the best score, what a resource or prompt has to have to stand among tools. */
const OFFER_SHARE = 0.6;
const MAX_NAMESPACES_SHOWN = 100;

/** Finds tools for a model. */
export async function searchTools(scope: SearchScope, request: SearchRequest): Promise<SearchReply> {
  const limit = request.limit ?? DEFAULT_LIMIT;
  if (!Number.isInteger(limit) || limit < 1 || limit > MAX_LIMIT) {
    throw new PosternError("INVALID_OPTION", `limit is ${limit}; it has to be a whole number from 1 to ${MAX_LIMIT}.`);
  }
  const { catalog } = scope;
  const namespace = request.namespace === undefined ? undefined : findNamespace(catalog, request.namespace);
  if (request.namespace !== undefined && namespace === undefined) {
    return withHint({ total: 0, results: [] }, [unknownNamespace(catalog, request.namespace), scope.unavailable]);
  }
  if (request.query.trim() === "") {
    return namespace === undefined
      ? listNamespaces(scope)
      : listTools(scope, { request, tools: namespace.tools, limit });
  }
  const answer = await scope.index.search({
    text: request.query,
    limit: limit + WINDOW,
    ...(namespace === undefined ? {} : { namespace: namespace.name }),
  });
  const found = toolsFirst(answer.matches, scope).slice(0, limit);
  const results = showTools(found, { ...scope, detail: request.detail ?? "signature" });
  const hints =
    answer.total === 0
      ? [nothingFound(scope, request, answer.suggestions)]
      : [answer.total > results.length ? shownOf(results.length, answer.total) : ""];
  return withHint({ total: answer.total, results }, [...hints, answer.notice ?? "", scope.unavailable]);
}

/** Resources and prompts keep their place where they match about as well as the best; tools come before the others. */
function toolsFirst(matches: readonly SearchMatch[], { offersOf }: SearchScope): readonly CatalogTool[] {
  const enough = (matches[0]?.score ?? 0) * OFFER_SHARE;
  const isWeak = ({ tool, score }: SearchMatch): boolean =>
    score < enough && offersOf(tool.namespace).some(({ indexed }) => indexed === tool);
  const strong = matches.filter((match) => !isWeak(match));
  return [...strong, ...matches.filter(isWeak)].map(({ tool }) => tool);
}

function listNamespaces(scope: SearchScope): SearchReply {
  const filled = scope.catalog.namespaces.filter((namespace) => namespace.tools.length > 0);
  const total = filled.reduce((sum, namespace) => sum + namespace.tools.length, 0);
  const counts = filled.slice(0, MAX_NAMESPACES_SHOWN).map(({ name, tools }) => `${name} (${tools.length})`);
  const others = filled.length > counts.length ? ` and ${filled.length - counts.length} more` : "";
  const list =
    counts.length === 0
      ? "No source has tools yet."
      : `Namespaces with their tool counts: ${counts.join(", ")}${others}. Search for what you want to do.`;
  const offering = scope.catalog.namespaces
    .map(({ name }) => ({ name, count: scope.offersOf(name).length }))
    .filter(({ count }) => count > 0)
    .map(({ name, count }) => `${name} (${count})`);
  const offered = offering.length === 0 ? "" : `Resources and prompts: ${offering.join(", ")}.`;
  return withHint({ total, results: [] }, [list, offered, scope.unavailable]);
}

function listTools(
  scope: SearchScope,
  {
    request,
    tools,
    limit,
  }: { readonly request: SearchRequest; readonly tools: readonly CatalogTool[]; readonly limit: number },
): SearchReply {
  const results = showTools(tools.slice(0, limit), { ...scope, detail: request.detail ?? "signature" });
  const hint = tools.length > results.length ? shownOf(results.length, tools.length) : "";
  return withHint({ total: tools.length, results }, [hint, scope.unavailable]);
}

function shownOf(shown: number, total: number): string {
  return `${shown} of ${total} shown. Narrow the query, raise limit (at most ${MAX_LIMIT}), or ask for less detail.`;
}

function nothingFound({ catalog }: SearchScope, request: SearchRequest, suggestions: readonly string[]): string {
  const near = suggestions.length > 0 ? ` Near to it: ${suggestions.join(", ")}.` : "";
  const where = request.namespace === undefined ? "" : " without a namespace,";
  const names = catalog.namespaces.filter(({ tools }) => tools.length > 0).map(({ name }) => name);
  const namespaces =
    names.length === 0 ? "" : ` Namespaces: ${names.slice(0, 20).join(", ")}${names.length > 20 ? ", …" : ""}.`;
  return `Nothing matches.${near} Try other words,${where} or an empty query for an overview.${namespaces}`;
}

function unknownNamespace(catalog: Catalog, name: string): string {
  const names = catalog.namespaces.map((namespace) => namespace.name);
  const nearest = nearestNames(name, names);
  const next =
    nearest.length > 0 ? `Did you mean ${nearest.join(" or ")}?` : `There are: ${names.slice(0, 20).join(", ")}.`;
  return `There is no namespace ${JSON.stringify(name.slice(0, 80))}. ${next}`;
}

function withHint(reply: SearchReply, hints: readonly string[]): SearchReply {
  const hint = hints.filter((part) => part !== "").join(" ");
  return hint === "" ? reply : { ...reply, hint };
}
