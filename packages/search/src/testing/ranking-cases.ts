import { finds, findsAll, same } from "./search-case.ts";
import type { SearchCase } from "./search-case.ts";

/** Which tool comes first. */
export const RANKING_CASES: readonly SearchCase[] = [
  finds("fields.name", "list channels", "slack.list_channels"),
  finds("fields.name-in-one", "listCustomers", "shop.listCustomers"),
  finds("fields.expression", "github.create_pull_request", "github.create_pull_request"),
  finds("fields.description", "bills", "shop.createInvoice"),
  finds("fields.title", "new invoice", "shop.createInvoice"),
  finds("fields.parameters", "assignee", "github.create_issue"),
  finds("fields.output", "elapsed seconds", "github.listWorkflowRuns"),
  finds("fields.tags", "billing", "shop.createInvoice"),
  finds("words.case", "LIST CHANNELS", "slack.list_channels"),
  finds("words.stem", "listing customers", "shop.listCustomers"),
  finds("words.question", "could you please show me all of the channels that there are?", "slack.list_channels"),
  finds("words.short-form", "list PRs", "github.list_pull_requests"),
  finds("words.synonym", "erase a message", "slack.delete_message"),
  finds("words.synonym-two", "make a ticket", "github.create_issue"),
  finds("words.verb", "delete customer", "shop.removeCustomer"),
  finds("words.typo", "list chanels", "slack.list_channels"),
  finds("words.typo-swapped", "lsit workflwo runs", "github.listWorkflowRuns"),
  finds("words.prefix", "invoi", "shop.createInvoice"),
  finds("words.compound", "listchannels", "slack.list_channels"),
  finds("words.long-question", `${"um ".repeat(1000)} channels`, "slack.list_channels"),
  finds("scripts.japanese", "天気予報", "tenki.yohou"),
  finds("scripts.japanese-part", "都市の一覧", "tenki.toshi"),
  finds("scripts.chinese", "搜索网页", "tenki.sousuo"),
  findsAll("parts.two", "find the issue and post it to Slack", ["github.search_issues", "slack.post_message"]),
  findsAll("parts.sentences", "Open a pull request. Then bill the customer; finally delete the message.", [
    "github.create_pull_request",
    "shop.createInvoice",
    "slack.delete_message",
  ]),
  {
    id: "order.ties",
    title: "breaks ties by namespace, then name, whatever the order of the sources",
    async check({ index, catalog, find }) {
      const before = await find({ text: "issue repository list", limit: 50 });
      for (const { name, tools } of catalog.namespaces.toReversed()) {
        index.replace(name, tools);
      }
      return same(
        "the order after replacing in reverse",
        await find({ text: "issue repository list", limit: 50 }),
        before,
      );
    },
  },
  {
    id: "order.twins",
    title: "answers tools of the same text in the order of their names",
    async check({ index, catalog, find }) {
      const [twin] = catalog.namespaces.find(({ name }) => name === "slack")?.tools ?? [];
      const twins = ["b", "c", "a"].map((identifier) => ({ ...twin, identifier, expression: `slack.${identifier}` }));
      index.replace("slack", twins as (typeof catalog.namespaces)[number]["tools"]);
      return same("the order", await find("slack"), ["slack.a", "slack.b", "slack.c"]);
    },
  },
];
