import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import type { Socket } from "node:net";

/**
 * Reads process groups, one a line (`-` in front: forget it), until its input ends: the host is gone, however it went.
 * Then kills every group left. A guest that spins would not notice by itself.
 */
const SCRIPT = `
trap '' HUP INT TERM
groups=' '
while read -r line; do
  case "$line" in
    -*) groups="\${groups%% \${line#-} *} \${groups#* \${line#-} }";;
    *) groups="$groups$line ";;
  esac
done
for group in $groups; do kill -9 "-$group"; done
`;

let shared: ChildProcess | undefined;

/** Sees to it that a process group dies with this process. One small shell per host; none on Windows. */
export function bindToHostLife(groupId: number): void {
  tell(`${groupId}\n`);
}

/** The group is gone; its number may be given to somebody else. */
export function unbindFromHostLife(groupId: number): void {
  tell(`-${groupId}\n`);
}

function tell(line: string): void {
  if (process.platform !== "win32") {
    shared ??= start();
    shared.stdin?.write(line);
  }
}

function start(): ChildProcess {
  const reaper = spawn("/bin/sh", ["-c", SCRIPT], {
    cwd: "/",
    env: {},
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
