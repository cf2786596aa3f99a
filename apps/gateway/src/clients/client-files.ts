import { homedir } from "node:os";
import { join } from "node:path";

/** The MCP clients whose configuration files Postern reads and writes. */
export const CLIENT_NAMES = ["claude", "claude-code", "cursor", "vscode"] as const;

/** A client by the name the command line uses. */
export type ClientName = (typeof CLIENT_NAMES)[number];

/** Where a client keeps its servers. */
export interface ClientFile {
  /** What people call the client. */
  readonly title: string;
  /** The file of the user, not of a project. */
  readonly path: string;
  /** The key that the servers stand under. */
  readonly key: "mcpServers" | "servers";
}

/** What decides where files are, besides the client. */
export interface Machine {
  readonly platform: NodeJS.Platform;
  readonly home: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** The machine that this process runs on. */
export function thisMachine(): Machine {
  return { platform: process.platform, home: homedir(), environment: process.env };
}

/**
 * Where a client keeps the servers of a user.
 * Sources: https://modelcontextprotocol.io/docs/develop/connect-local-servers, https://code.claude.com/docs/en/mcp,
 * https://cursor.com/docs/context/mcp, https://code.visualstudio.com/docs/copilot/customization/mcp-servers
 */
export function clientFile(client: ClientName, machine: Machine): ClientFile {
  return CLIENT_FILES[client](machine);
}

const CLIENT_FILES: Readonly<Record<ClientName, (machine: Machine) => ClientFile>> = {
  claude: (machine) => ({
    title: "Claude Desktop",
    path: join(applicationDirectory(machine), "Claude", "claude_desktop_config.json"),
    key: "mcpServers",
  }),
  "claude-code": ({ home }) => ({ title: "Claude Code", path: join(home, ".claude.json"), key: "mcpServers" }),
  cursor: ({ home }) => ({ title: "Cursor", path: join(home, ".cursor", "mcp.json"), key: "mcpServers" }),
  vscode: (machine) => ({
    title: "VS Code",
    path: join(applicationDirectory(machine), "Code", "User", "mcp.json"),
    key: "servers",
  }),
};

function applicationDirectory({ platform, home, environment }: Machine): string {
  if (platform === "win32") {
    return environment["APPDATA"] ?? join(home, "AppData", "Roaming");
  }
  return platform === "darwin"
    ? join(home, "Library", "Application Support")
    : (environment["XDG_CONFIG_HOME"] ?? join(home, ".config"));
}
