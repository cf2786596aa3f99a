import { nearestNames } from "@postern/core";

/** What reading a member that does not exist says. */
export function unknownMember(namespace: string, name: string, candidates: readonly string[]): string {
  const near = nearestNames(name, candidates);
  const subject = `${namespace} has no tool ${JSON.stringify(name)}`;
  if (near.length > 0) {
    return `${subject}. Nearest: ${near.join(", ")}.`;
  }
  const shown = candidates.slice(0, 5).join(", ");
  return candidates.length === 0
    ? `${subject}; it has none.`
    : `${subject}. Object.keys(${namespace}) lists its ${candidates.length}: ${shown}${candidates.length > 5 ? ", …" : "."}`;
}
