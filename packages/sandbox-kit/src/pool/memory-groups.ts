import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { rmdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { removeControlGroupsWithHost } from "./reaper.ts";

/** Where a version of Linux's control groups keeps what. */
interface Layout {
  readonly root: string;
  /** Finds this process's own group in `/proc/self/cgroup`. */
  readonly own: RegExp;
  readonly limit: string;
  readonly usage: string;
  readonly events: string;
}

/** https://docs.kernel.org/admin-guide/cgroup-v2.html and …/cgroup-v1/memory.html */
const LAYOUTS: readonly Layout[] = [
  {
    root: "/sys/fs/cgroup",
    own: /^0::(.*)$/mu,
    limit: "memory.max",
    usage: "memory.current",
    events: "memory.events",
  },
  {
    root: "/sys/fs/cgroup/memory",
    own: /^\d+:memory:(.*)$/mu,
    limit: "memory.limit_in_bytes",
    usage: "memory.usage_in_bytes",
    events: "memory.oom_control",
  },
];

/** A group of one process: the kernel keeps its limit. */
export class MemoryGroup {
  readonly #directory: string;
  readonly #layout: Layout;
  #limitBytes = 0;

  constructor(directory: string, layout: Layout) {
    this.#directory = directory;
    this.#layout = layout;
  }

  /** Lets the group take so much more than it has now. A limit that is near enough stays. */
  allow(moreBytes: number): void {
    const limitBytes = Math.ceil(Number(this.#read(this.#layout.usage)) + moreBytes);
    if (Number.isFinite(limitBytes) && Math.abs(limitBytes - this.#limitBytes) > TOLERANCE_BYTES) {
      this.#limitBytes = limitBytes;
      writeFileSync(join(this.#directory, this.#layout.limit), `${limitBytes}`);
    }
  }

  /** Whether the kernel has killed in it. */
  hasKilled(): boolean {
    return /^oom_kill [1-9]/mu.test(this.#read(this.#layout.events));
  }

  /** Removes the empty group. Not on this thread: the kernel was seen to take 34 ms for it. */
  async remove(): Promise<void> {
    try {
      await rmdir(this.#directory);
    } catch {
      // It is not empty yet, or gone already; an empty group costs nothing.
      return;
    }
  }

  #read(file: string): string {
    try {
      return readFileSync(join(this.#directory, file), "latin1");
    } catch {
      return "";
    }
  }
}

const TOLERANCE_BYTES = 8 * 1024 * 1024;

let known: { readonly layout: Layout; readonly parent: string } | undefined | null;
let made = 0;

/** Whether groups can be made and given limits here. Tried once. */
export function canGroupMemory(): boolean {
  known ??= findParent() ?? null;
  return known !== null;
}

/**
 * Puts a process into a group of its own, or answers undefined where that cannot be done. Not on this thread: the kernel
 * takes 10 to 20 ms for it (`cgroup_threadgroup_rwsem` waits for an RCU grace period), and whoever forks meanwhile waits too.
 */
export async function groupMemory(pid: number): Promise<MemoryGroup | undefined> {
  if (!canGroupMemory() || known === null || known === undefined) {
    return undefined;
  }
  if (made === 0) {
    removeControlGroupsWithHost(join(known.parent, `postern-${process.pid}-`));
  }
  made += 1;
  const directory = join(known.parent, `postern-${process.pid}-${made}`);
  const group = new MemoryGroup(directory, known.layout);
  try {
    mkdirSync(directory);
    await writeFile(join(directory, "cgroup.procs"), `${pid}`);
    return group;
  } catch {
    await group.remove();
    return undefined;
  }
}

function findParent(): { readonly layout: Layout; readonly parent: string } | undefined {
  const own = existsSync("/proc/self/cgroup") ? readFileSync("/proc/self/cgroup", "latin1") : "";
  for (const layout of LAYOUTS) {
    const path = layout.own.exec(own)?.[1];
    // Inside a container the path is often the host's, and the group itself is mounted at the root.
    const parent = [join(layout.root, path ?? ""), layout.root].find((directory) => canUse(directory, layout));
    if (path !== undefined && parent !== undefined) {
      return { layout, parent };
    }
  }
  return undefined;
}

/** Makes a group, gives it a limit, and removes it again. */
function canUse(parent: string, layout: Layout): boolean {
  const directory = join(parent, `postern-${process.pid}-0`);
  try {
    mkdirSync(directory);
  } catch {
    return false;
  }
  try {
    // Where another version is mounted, this is a plain directory, in which writing would make a plain file.
    writeFileSync(join(directory, layout.limit), `${TOLERANCE_BYTES}`, { flag: "r+" });
    return existsSync(join(directory, layout.usage));
  } catch {
    return false;
  } finally {
    void new MemoryGroup(directory, layout).remove();
  }
}
