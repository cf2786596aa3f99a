import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** A part of the gateway's process, and its share of the time in which it was not idle. */
export interface Share {
  readonly part: string;
  readonly percent: number;
}

interface ProfileNode {
  readonly id: number;
  readonly callFrame: { readonly functionName: string; readonly url: string };
  readonly children?: readonly number[];
}

interface Profile {
  readonly nodes: readonly ProfileNode[];
  readonly samples: readonly number[];
  readonly timeDeltas: readonly number[];
}

/** Reads the one CPU profile of a folder: shares by package, what a package's code makes Node do counted as the package's. */
export function readShares(directory: string): readonly Share[] {
  const [file = ""] = readdirSync(directory).filter((name) => name.endsWith(".cpuprofile"));
  const { nodes, samples, timeDeltas } = JSON.parse(readFileSync(join(directory, file), "utf8")) as Profile;
  const parts = partsOf(nodes);
  const times = new Map<string, number>();
  for (const [index, sample] of samples.entries()) {
    const part = parts.get(sample) ?? "unknown";
    times.set(part, (times.get(part) ?? 0) + (timeDeltas[index] ?? 0));
  }
  times.delete("(idle)");
  const total = [...times.values()].reduce((sum, time) => sum + time, 0);
  return [...times]
    .map(([part, time]) => ({ part, percent: (100 * time) / total }))
    .toSorted((a, b) => b.percent - a.percent);
}

/** To which part each node belongs: its own file's, or that of the nearest caller that has one. */
function partsOf(nodes: readonly ProfileNode[]): ReadonlyMap<number, string> {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const parts = new Map<number, string>();
  const visit = (node: ProfileNode, inherited: string): void => {
    const stack: (readonly [ProfileNode, string])[] = [[node, inherited]];
    for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
      const [current, from] = next;
      const part = ownPart(current.callFrame) ?? from;
      parts.set(current.id, part);
      stack.push(
        ...(current.children ?? []).flatMap((id) => byId.get(id) ?? []).map((child) => [child, part] as const),
      );
    }
  };
  const [root] = nodes;
  if (root !== undefined) {
    visit(root, "Node itself");
  }
  return parts;
}

function ownPart({ functionName, url }: ProfileNode["callFrame"]): string | undefined {
  if (functionName === "(idle)" || functionName === "(garbage collector)" || functionName === "(program)") {
    return functionName;
  }
  const installed = /^.*\/node_modules\/((?:@[^/]+\/)?[^/]+)\//u.exec(url)?.[1];
  if (installed !== undefined) {
    return installed;
  }
  const own = /\/(?:packages|apps)\/([^/]+)\/src\/(?:(serve|door|view|observe)\/)?/u.exec(url);
  return own === null ? undefined : `postern ${own[1] ?? ""}${own[2] === undefined ? "" : ` ${own[2]}`}`;
}
