import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { Socket } from "node:net";

/**
 * Reads lines `+ ID` and `- ID`. When its stdin ends, this process is gone, however it ended: groups that are still there
 * get a second to end by themselves (their stdin ended too), then SIGTERM, then SIGKILL.
 */
const SCRIPT = `trap '' HUP INT TERM
groups=" "
while read -r change id; do
  case $change in
    +) groups="$groups$id " ;;
    -) groups="\${groups%% $id *} \${groups#* $id }" ;;
  esac
done
any() { for id in $groups; do kill -s 0 -- "-$id" 2>/dev/null && return 0; done; return 1; }
for signal in 0 TERM KILL; do
  any || exit 0
  for id in $groups; do kill -s "$signal" -- "-$id" 2>/dev/null; done
  tries=0
  while any && [ $tries -lt 10 ]; do sleep 0.1; tries=$((tries + 1)); done
done`;

/**
 * Ends the process groups of children that their owner could not end itself, because it was killed. One shell for all
 * children of this process, there only while there are any. POSIX only: Windows has no groups, and its children see
 * their stdin end.
 */
export class OrphanReaper {
  #shell: ChildProcess | undefined;
  readonly #groups = new Set<number>();

  watch(group: number): void {
    if (process.platform === "win32") {
      return;
    }
    this.#groups.add(group);
    if (this.#shell === undefined) {
      this.#start();
    } else {
      this.#write(`+ ${group}`);
    }
  }

  unwatch(group: number): void {
    if (!this.#groups.delete(group)) {
      return;
    }
    this.#write(`- ${group}`);
    if (this.#groups.size === 0) {
      this.#shell?.stdin?.end();
      this.#shell = undefined;
    }
  }

  #start(): void {
    const shell = spawn("/bin/sh", ["-c", SCRIPT], {
      detached: true,
      stdio: ["pipe", "ignore", "ignore"],
      env: { PATH: "/usr/bin:/bin" },
    });
    shell.unref();
    if (shell.stdin instanceof Socket) {
      shell.stdin.unref();
    }
    // Without a shell the children still see their stdin end; a failure to start one must not fail the source.
    shell.on("error", () => this.#forget(shell));
    shell.on("exit", () => this.#forget(shell));
    shell.stdin.on("error", () => this.#forget(shell));
    this.#shell = shell;
    for (const group of this.#groups) {
      this.#write(`+ ${group}`);
    }
  }

  #write(line: string): void {
    this.#shell?.stdin?.write(`${line}\n`);
  }

  #forget(shell: ChildProcess): void {
    if (this.#shell === shell) {
      this.#shell = undefined;
    }
  }
}

/** The reaper of this process. */
export const orphanReaper: OrphanReaper = new OrphanReaper();
