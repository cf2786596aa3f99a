import { readFileSync } from "node:fs";
import { join } from "node:path";

/** A real server: its package, and what it needs to start without a network. No value here is a credential. */
interface RealServer {
  readonly package: string;
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

const NONE = "not-a-credential";

const SERVERS: Readonly<Record<string, RealServer>> = {
  airtable: { package: "airtable-mcp-server", env: { AIRTABLE_API_KEY: `pat.${NONE}` } },
  brave_search: { package: "@brave/brave-search-mcp-server", env: { BRAVE_API_KEY: NONE } },
  brightdata: { package: "@brightdata/mcp", env: { API_TOKEN: NONE } },
  chart: { package: "@antv/mcp-server-chart" },
  context7: { package: "@upstash/context7-mcp" },
  digitalocean: { package: "@digitalocean/mcp", env: { DIGITALOCEAN_API_TOKEN: NONE } },
  dynatrace: {
    package: "@dynatrace-oss/dynatrace-mcp-server",
    env: { DT_ENVIRONMENT: "https://abc12345.apps.dynatrace.com", DT_PLATFORM_TOKEN: NONE },
  },
  eslint: { package: "@eslint/mcp" },
  everything: { package: "@modelcontextprotocol/server-everything" },
  figma: { package: "figma-developer-mcp", args: ["--stdio"], env: { FIGMA_API_KEY: NONE } },
  filesystem: { package: "@modelcontextprotocol/server-filesystem", args: [import.meta.dirname] },
  firecrawl: { package: "firecrawl-mcp", env: { FIRECRAWL_API_KEY: NONE } },
  github: { package: "@modelcontextprotocol/server-github", env: { GITHUB_PERSONAL_ACCESS_TOKEN: NONE } },
  launchdarkly: { package: "@launchdarkly/mcp-server", args: ["start", "--api-key", NONE] },
  linear: { package: "@tacticlaunch/mcp-linear", env: { LINEAR_API_TOKEN: NONE } },
  memory: { package: "@modelcontextprotocol/server-memory" },
  postman: { package: "@postman/postman-mcp-server", args: ["--full"], env: { POSTMAN_API_KEY: NONE } },
  sequential_thinking: { package: "@modelcontextprotocol/server-sequential-thinking" },
  slack: { package: "@modelcontextprotocol/server-slack", env: { SLACK_BOT_TOKEN: NONE, SLACK_TEAM_ID: "T0" } },
  tavily: { package: "tavily-mcp", env: { TAVILY_API_KEY: NONE } },
};

/** Twenty servers of the npm registry, in the versions of this folder's lockfile, as `mcpServers` of a configuration. */
export function realServers(): Readonly<Record<string, object>> {
  return Object.fromEntries(
    Object.entries(SERVERS).map(([name, { package: packageName, args = [], env = {} }]) => [
      name,
      { command: process.execPath, args: [entryOf(packageName), ...args], env },
    ]),
  );
}

/** The file that a package's command runs. */
export function entryOf(packageName: string): string {
  const directory = join(import.meta.dirname, "node_modules", packageName);
  const { bin } = JSON.parse(readFileSync(join(directory, "package.json"), "utf8")) as {
    readonly bin: string | Readonly<Record<string, string>>;
  };
  const [file = ""] = typeof bin === "string" ? [bin] : Object.values(bin);
  return join(directory, file);
}
