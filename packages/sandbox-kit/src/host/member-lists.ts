import type { GuestMember, ScriptHost } from "@postern/core";
import { isReservedMember } from "@postern/core";
import { MemberList } from "../member-list.ts";

const lists = new WeakMap<readonly GuestMember[], { readonly id: number; readonly list: MemberList }>();
let lastId = 0;

/** A namespace's members as text for guests, numbered. The same array gets the same number, so it is written once. */
function memberList(members: readonly GuestMember[]): { readonly id: number; readonly list: MemberList } {
  let numbered = lists.get(members);
  if (numbered === undefined) {
    lastId += 1;
    const identifiers = members.map((member) => member.identifier);
    const ownNames = members.map(({ identifier, name }) => (name === identifier || isReservedMember(name) ? 0 : name));
    numbered = { id: lastId, list: new MemberList(JSON.stringify([identifiers, ownNames])) };
    lists.set(members, numbered);
  }
  return numbered;
}

/** What a host offers, as the start of a script names it, and the lists by number. */
export function describeNamespaces(host: ScriptHost): {
  readonly namespaces: readonly (readonly [string, number])[];
  readonly lists: ReadonlyMap<number, MemberList>;
} {
  const byId = new Map<number, MemberList>();
  const namespaces = host.namespaces.map(({ name, members }): readonly [string, number] => {
    const { id, list } = memberList(members);
    byId.set(id, list);
    return [name, id];
  });
  return { namespaces, lists: byId };
}
