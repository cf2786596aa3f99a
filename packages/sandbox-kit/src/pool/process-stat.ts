import { closeSync, openSync, readSync } from "node:fs";

/** What a process has used. */
export interface ProcessStat {
  readonly cpuTimeMs: number;
  readonly residentBytes: number;
}

/** Fields of `/proc/PID/stat` after the command's name: utime, stime and rss. See proc(5). */
const UTIME = 11;
const STIME = 12;
const RSS = 21;
/** `sysconf(_SC_CLK_TCK)` and the page size: fixed on Linux for x86-64 and arm64 with 4 KiB pages. */
const MS_PER_TICK = 10;
const PAGE_BYTES = 4096;
const buffer = Buffer.alloc(1024);

/** Reads what Linux says of a process; undefined where there is no such file or the process is gone. */
export function readProcessStat(pid: number): ProcessStat | undefined {
  let text: string;
  try {
    const file = openSync(`/proc/${pid}/stat`, "r");
    try {
      text = buffer.toString("latin1", 0, readSync(file, buffer, 0, buffer.length, 0));
    } finally {
      closeSync(file);
    }
  } catch {
    return undefined;
  }
  const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
  return {
    cpuTimeMs: (Number(fields[UTIME]) + Number(fields[STIME])) * MS_PER_TICK,
    residentBytes: Number(fields[RSS]) * PAGE_BYTES,
  };
}
