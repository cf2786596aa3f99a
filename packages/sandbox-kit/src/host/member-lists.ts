import type { GuestMember, ScriptHost } from "@postern/core";
import { isReservedMember } from "@postern/core";

const lists = new WeakMap<readonly GuestMember[], { readonly id: number; readonly text: string }>();
let lastId = 0;

/** A namespace's members as text for guests, numbered. The same array gets the same number, so it is written once. */
function memberList(members: readonly GuestMember[]): { readonly id: number; readonly text: string } {
  let list = lists.get(members);
  if (list === undefined) {
    lastId += 1;
    const identifiers = members.map((member) => member.identifier);
    const ownNames = members.map(({ identifier, name }) => (name === identifier || isReservedMember(name) ? 0 : name));
    list = { id: lastId, text: JSON.stringify([identifiers, ownNames]) };
    lists.set(members, list);
  }
  return list;
}

/** What a host offers, as the start of a script names it, and the lists by number. */
export function describeNamespaces(host: ScriptHost): {
  readonly namespaces: readonly (readonly [string, number])[];
  readonly lists: ReadonlyMap<number, string>;
} {
  const byId = new Map<number, string>();
  const namespaces = host.namespaces.map(({ name, members }): readonly [string, number] => {
    const { id, text } = memberList(members);
    byId.set(id, text);
    return [name, id];
  });
  return { namespaces, lists: byId };
}
