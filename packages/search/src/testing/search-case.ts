import type { Catalog, SearchAnswer, SearchIndex, SearchQuery } from "@postern/core";

/** What a case is given: a fresh index that holds the suite's catalog. */
export interface CaseSubject {
  readonly index: SearchIndex;
  readonly catalog: Catalog;
  /** Searches, and answers the expressions found, best first. */
  readonly find: (query: SearchQuery | string) => Promise<readonly string[]>;
}

/** One promise of a search index. */
export interface SearchCase {
  /** Stable, such as `words.stem`. */
  readonly id: string;
  readonly title: string;
  /** Answers what is wrong; nothing where the promise holds. */
  check(subject: CaseSubject): Promise<readonly string[]>;
}

/** The expressions of an answer, best first. */
export function expressionsOf(answer: SearchAnswer): readonly string[] {
  return answer.matches.map(({ tool }) => tool.expression);
}

/** A complaint where the two are not the same. */
export function same(what: string, actual: unknown, expected: unknown): readonly string[] {
  const [found, wanted] = [JSON.stringify(actual), JSON.stringify(expected)];
  return found === wanted ? [] : [`${what}: expected ${wanted}, found ${found}`];
}

/** A case in which the best match is one tool. */
export function finds(id: string, query: string, expected: string): SearchCase {
  return {
    id,
    title: `finds ${expected} for "${query.slice(-60)}"`,
    check: async ({ find }) => same("the best match", (await find(query))[0], expected),
  };
}

/** A case in which all of these are among the best five. */
export function findsAll(id: string, query: string, expected: readonly string[]): SearchCase {
  return {
    id,
    title: `finds ${expected.join(" and ")} for "${query}"`,
    async check({ find }) {
      const best = (await find(query)).slice(0, 5);
      const missing = expected.filter((expression) => !best.includes(expression));
      return missing.length === 0 ? [] : [`not among the best five (${best.join(", ")}): ${missing.join(", ")}`];
    },
  };
}
