import { createCatalog } from "@postern/core";
import type { Catalog, Tool, ToolAnnotations } from "@postern/core";

interface ToolSketch {
  readonly takes?: readonly string[];
  readonly answers?: readonly string[];
  readonly title?: string;
  readonly tags?: readonly string[];
  readonly annotations?: ToolAnnotations;
}

const READS: ToolAnnotations = { readOnlyHint: true };
const DESTROYS: ToolAnnotations = { destructiveHint: true };

function objectOf(names: readonly string[]) {
  return { type: "object", properties: Object.fromEntries(names.map((name) => [name, { type: "string" }])) };
}

function tool(name: string, description: string, sketch: ToolSketch = {}): Tool {
  const { takes = [], answers, ...rest } = sketch;
  const output = answers === undefined ? {} : { outputSchema: objectOf(answers) };
  return { name, description, inputSchema: objectOf(takes), ...output, ...rest };
}

const GITHUB: readonly Tool[] = [
  tool("list_issues", "List issues in a repository.", {
    takes: ["owner", "repo"],
    tags: ["issues"],
    annotations: READS,
  }),
  tool("get_issue", "Get one issue.", { takes: ["owner", "repo", "number"], tags: ["issues"], annotations: READS }),
  tool("create_issue", "Open an issue in a repository.", { takes: ["title", "assignee"], tags: ["issues"] }),
  tool("search_issues", "Search for issues across repositories.", { tags: ["issues"], annotations: READS }),
  tool("list_pull_requests", "List pull requests.", { tags: ["pulls"], annotations: READS }),
  tool("create_pull_request", "Open a pull request.", { tags: ["pulls"] }),
  tool("delete_file", "Delete a file from a repository.", { annotations: DESTROYS }),
  tool("listWorkflowRuns", "List runs of a workflow.", {
    answers: ["conclusion", "elapsedSeconds"],
    annotations: READS,
  }),
];

const SLACK: readonly Tool[] = [
  tool("post_message", "Post a message to a channel.", { takes: ["channel", "text"] }),
  tool("list_channels", "List public channels.", { annotations: READS }),
  tool("delete_message", "Delete a message.", { annotations: DESTROYS }),
];

const SHOP: readonly Tool[] = [
  tool("createInvoice", "Bills a customer.", { title: "New invoice", tags: ["billing", "write"] }),
  tool("removeCustomer", "Removes a customer.", { tags: ["customers", "write"] }),
  tool("listCustomers", "All customers.", { tags: ["customers"], annotations: READS }),
];

const TENKI: readonly Tool[] = [
  tool("yohou", "指定した都市の天気予報を取得します。"),
  tool("toshi", "都市の一覧を返します。"),
  tool("sousuo", "使用关键词搜索网页，并返回搜索结果列表。"),
];

/** The sources of the suite's catalog. */
export const SUITE_SOURCES: Readonly<Record<string, readonly Tool[]>> = {
  github: GITHUB,
  slack: SLACK,
  shop: SHOP,
  tenki: TENKI,
};

/** The suite's catalog. */
export async function createSuiteCatalog(): Promise<Catalog> {
  return createCatalog(Object.entries(SUITE_SOURCES).map(([namespace, tools]) => ({ namespace, tools })));
}
