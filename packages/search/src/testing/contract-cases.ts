import { isPosternError } from "@postern/core";
import type { SearchQuery } from "@postern/core";
import { expressionsOf, same } from "./search-case.ts";
import type { CaseSubject, SearchCase } from "./search-case.ts";

/** Filters, pages, updates, and what is refused. */
export const CONTRACT_CASES: readonly SearchCase[] = [
  {
    id: "filter.namespace",
    title: "keeps to a namespace",
    check: async ({ find }) =>
      same("matches", await find({ text: "delete", namespace: "slack" }), ["slack.delete_message"]),
  },
  {
    id: "filter.read-only",
    title: "keeps to tools that claim to be read-only",
    async check({ find }) {
      const found = await find({ text: "issue", readOnly: true });
      return same("matches", found.toSorted(), ["github.get_issue", "github.list_issues", "github.search_issues"]);
    },
  },
  {
    id: "filter.tags",
    title: "keeps to tools that have all tags",
    check: async ({ find }) =>
      same("matches", await find({ text: "customer", tags: ["customers", "write"] }), ["shop.removeCustomer"]),
  },
  {
    id: "filter.no-tags",
    title: "takes an empty list of tags for no filter",
    check: async ({ find }) => same("matches", await find({ text: "bills", tags: [] }), ["shop.createInvoice"]),
  },
  {
    id: "page.cursor",
    title: "goes through all matches page by page, each once, in the order of one large page",
    check: pages,
  },
  {
    id: "page.total",
    title: "counts what matches, not what is shown",
    async check({ index }) {
      const [one, all] = [
        await index.search({ text: "issue", limit: 1 }),
        await index.search({ text: "issue", limit: 100 }),
      ];
      return [...same("total", one.total, all.matches.length), ...same("shown", one.matches.length, 1)];
    },
  },
  {
    id: "page.default-limit",
    title: "answers ten matches unless told otherwise",
    check: async ({ find }) => same("matches", (await find("list get create delete search customer")).length, 10),
  },
  refusal("page.limit-zero", { text: "issue", limit: 0 }),
  refusal("page.limit-over", { text: "issue", limit: 101 }),
  refusal("page.limit-fraction", { text: "issue", limit: 1.5 }),
  refusal("page.cursor-garbage", { text: "issue", cursor: "garbage" }),
  {
    id: "page.cursor-of-another-query",
    title: "refuses the cursor of another query with INVALID_OPTION",
    async check({ index }) {
      const { nextCursor = "" } = await index.search({ text: "issue", limit: 1 });
      return refused({ index }, { text: "message", cursor: nextCursor });
    },
  },
  {
    id: "nothing.names",
    title: "answers the closest names where nothing matches",
    async check({ index }) {
      const { total, suggestions } = await index.search({ text: "removecustmrs" });
      return [...same("total", total, 0), ...same("suggestion", suggestions[0], "shop.removeCustomer")];
    },
  },
  {
    id: "nothing.namespaces",
    title: "answers the namespaces where nothing is even close",
    async check({ index }) {
      const { total, suggestions } = await index.search({ text: "qqqqqqqq" });
      return [...same("total", total, 0), ...same("suggestions", suggestions, ["github", "shop", "slack", "tenki"])];
    },
  },
  {
    id: "nothing.no-suggestion",
    title: "suggests nothing where something matches",
    check: async ({ index }) => same("suggestions", (await index.search({ text: "issue" })).suggestions, []),
  },
  {
    id: "nothing.punctuation",
    title: "takes a question without any word for one that matches nothing",
    check: async ({ index }) => same("total", (await index.search({ text: " ?! " })).total, 0),
  },
  {
    id: "update.remove",
    title: "forgets a namespace that was removed, and forgives removing it again",
    async check({ index, find }) {
      index.remove("slack");
      index.remove("slack");
      return same(
        "matches",
        (await find("channel message")).filter((name) => name.startsWith("slack")),
        [],
      );
    },
  },
  {
    id: "update.replace",
    title: "puts new tools in place of the old ones",
    async check({ index, catalog, find }) {
      const shop = catalog.namespaces.find(({ name }) => name === "shop")?.tools ?? [];
      index.replace("shop", shop.slice(0, 1));
      return same("matches", await find({ text: "customer invoice", namespace: "shop" }), [shop[0]?.expression]);
    },
  },
  {
    id: "update.same-answers",
    title: "answers after many updates as a fresh index does",
    async check({ index, catalog, find }) {
      const before = await find({ text: "list issues", limit: 50 });
      for (let round = 0; round < 300; round += 1) {
        const { name, tools } = catalog.namespaces[round % catalog.namespaces.length] ?? { name: "", tools: [] };
        index.replace(name, round % 2 === 0 ? [] : tools);
      }
      catalog.namespaces.forEach(({ name, tools }) => index.replace(name, tools));
      return same("matches", await find({ text: "list issues", limit: 50 }), before);
    },
  },
];

async function pages({ index, find }: CaseSubject): Promise<readonly string[]> {
  const text = "list issues of a repository";
  const whole = await find({ text, limit: 100 });
  const paged: string[] = [];
  let cursor: string | undefined;
  do {
    const answer = await index.search(cursor === undefined ? { text, limit: 2 } : { text, limit: 2, cursor });
    paged.push(...expressionsOf(answer));
    cursor = answer.nextCursor;
  } while (cursor !== undefined && paged.length <= whole.length);
  return [...same("pages", paged, whole), ...(whole.length > 4 ? [] : ["fewer than three pages to go through"])];
}

function refusal(id: string, query: SearchQuery): SearchCase {
  return {
    id,
    title: `refuses ${JSON.stringify(query)} with INVALID_OPTION`,
    check: (subject) => refused(subject, query),
  };
}

async function refused({ index }: Pick<CaseSubject, "index">, query: SearchQuery): Promise<readonly string[]> {
  try {
    await index.search(query);
  } catch (error) {
    return same("code", isPosternError(error) ? error.code : error, "INVALID_OPTION");
  }
  return ["it was answered"];
}
