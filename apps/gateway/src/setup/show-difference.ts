import { createTwoFilesPatch } from "diff";

/** The difference between two texts as a unified patch, with three lines around each change. */
export function showDifference(path: string, before: string, after: string): string {
  return createTwoFilesPatch(path, path, before, after, "now", "after", { context: 3 })
    .split("\n")
    .slice(1)
    .join("\n")
    .trimEnd();
}
