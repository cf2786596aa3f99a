import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import type { Socket } from "node:net";

/**
 * Reads what belongs to the host, a change a line, until its input ends: the host is gone, however it went. Then kills every
 * process group left (a guest that spins would not notice by itself), and removes directories and control groups, which
 * the kernel lets go of a moment after the last process in them.
 */
const SCRIPT = `
trap '' HUP INT TERM
groups=' '
prefix=/dev/null/none
while read -r change item; do
  case "$change" in
    bind) groups="$groups$item " ;;
    unbind) groups="\${groups%% $item *} \${groups#* $item }" ;;
    own) set -- "$@" "$item" ;;
    disown) for path do shift; [ "$path" = "$item" ] || set -- "$@" "$path"; done ;;
    prefix) prefix=$item ;;
  esac
done
for group in $groups; do kill -9 "-$group"; done
remove() { rm -rf "$@" && { set -- "$prefix"*; [ ! -d "$1" ] || rmdir "$@"; }; }
tries=0
until remove "$@" || [ $tries -eq 50 ]; do sleep 0.1; tries=$((tries + 1)); done
`;

let shared: ChildProcess | undefined;

/** Sees to it that a process group dies with this process. One small shell per host; none on Windows. */
export function bindToHostLife(groupId: number): void {
  tell(`bind ${groupId}`);
}

/** The group is gone; its number may be given to somebody else. */
export function unbindFromHostLife(groupId: number): void {
  tell(`unbind ${groupId}`);
}

/** Sees to it that a directory, with all in it, goes with this process. */
export function removeWithHost(directory: string): void {
  tell(`own ${directory}`);
}

/** The directory is gone; its name may be given to somebody else. */
export function keepFromRemoval(directory: string): void {
  tell(`disown ${directory}`);
}

/** Sees to it that the control groups whose paths start like this go with this process, once they are empty. */
export function removeControlGroupsWithHost(prefix: string): void {
  tell(`prefix ${prefix}`);
}

function tell(line: string): void {
  if (process.platform !== "win32") {
    shared ??= start();
    shared.stdin?.write(`${line}\n`);
  }
}

function start(): ChildProcess {
  const reaper = spawn("/bin/sh", ["-c", SCRIPT], {
    cwd: "/",
    env: { PATH: "/usr/bin:/bin" },
    detached: true,
    stdio: ["pipe", "ignore", "ignore"],
  });
  // Without a shell guests still end when their own input does, unless they spin.
  reaper.on("error", () => undefined);
  reaper.stdin.on("error", () => undefined);
  reaper.unref();
  (reaper.stdin as Socket).unref();
  return reaper;
}
