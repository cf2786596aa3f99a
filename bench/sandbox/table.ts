import type { Cell } from "./main.ts";
import type { Liveness } from "./liveness.ts";
import type { Task } from "./tasks.ts";

/** What the table is made of besides its cells. */
export interface TableOptions {
  readonly subjects: readonly string[];
  readonly tasks: readonly Task[];
  readonly liveness: readonly Liveness[];
}

/** Prints a Markdown table, one column per subject, and the notes under it. */
export function printTable(cells: readonly Cell[], { subjects, tasks, liveness }: TableOptions): void {
  console.log(`| median | ${subjects.join(" | ")} |`);
  console.log(`|---|${subjects.map(() => "---:|").join("")}`);
  for (const task of tasks) {
    const row = subjects.map((subject) =>
      format(cells.find((cell) => cell.subject === subject && cell.task === task.id)),
    );
    console.log(`| ${task.title} | ${row.join(" | ")} |`);
  }
  for (const { subject, task, note } of cells.filter((cell) => cell.note !== undefined)) {
    console.log(`- ${subject}, ${task}: ${note?.replaceAll("\n", " ")}`);
  }
  for (const { subject, attacks, p999Ms, longestMs } of liveness) {
    console.log(
      `- ${subject}: while ${attacks} hostile scripts ran, the host's event loop was delayed ${p999Ms.toFixed(1)} ms at p99.9, ${longestMs.toFixed(1)} ms at most.`,
    );
  }
}

function format(cell: Cell | undefined): string {
  if (cell?.value === undefined) {
    return cell?.status ?? "";
  }
  const digits = cell.value < 10 ? 2 : cell.value < 100 ? 1 : 0;
  return `${cell.value.toFixed(digits)} ${cell.unit ?? ""}`;
}
