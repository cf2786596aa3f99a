import type { ToolAnnotations } from "@postern/core";
import { stem } from "./stem.ts";

/** What a verb says is done. Those of a line are one action; the first three only read. */
const VERBS = {
  read: "get fetch retrieve read show view see display describe check",
  list: "list enumerate browse",
  search: "search find query lookup discover",
  create: "create add new make insert generate build register open",
  update: "update edit modify change set patch rename move adjust replace",
  delete: "delete remove erase drop destroy purge clear uninstall",
  send: "send post publish notify tell reply share",
  run: "run execute invoke start launch trigger deploy",
  stop: "stop cancel abort terminate kill pause disable",
} as const;

/** What is done to something. */
export type Action = keyof typeof VERBS;

const READING: ReadonlySet<Action> = new Set(["read", "list", "search"]);

const ACTIONS: ReadonlyMap<string, Action> = new Map(
  Object.entries(VERBS).flatMap(([action, verbs]) => verbs.split(" ").map((verb) => [stem(verb), action as Action])),
);

/** The actions that stems name. */
export function actionsOf(stems: Iterable<string>): ReadonlySet<Action> {
  const actions = new Set<Action>();
  for (const stemmed of stems) {
    const action = ACTIONS.get(stemmed);
    if (action !== undefined) {
      actions.add(action);
    }
  }
  return actions;
}

/**
 * Whether a tool does what is wanted: 1 if its action is, -1 if it would write where only reading is wanted or read where
 * only writing is, 0 if neither is clear. Its own words say its action; failing that, what it claims in annotations.
 */
export function agreement(
  wanted: ReadonlySet<Action>,
  own: Action | undefined,
  { readOnlyHint, destructiveHint }: ToolAnnotations = {},
): number {
  if (wanted.size === 0) {
    return 0;
  }
  if (own !== undefined && wanted.has(own)) {
    return 1;
  }
  const wantsReading = [...wanted].every((action) => READING.has(action));
  const wantsWriting = [...wanted].every((action) => !READING.has(action));
  const reads = own === undefined ? readOnlyHint === true : READING.has(own);
  const writes = own === undefined ? destructiveHint === true : !READING.has(own);
  return (wantsReading && writes) || (wantsWriting && reads) ? -1 : 0;
}
