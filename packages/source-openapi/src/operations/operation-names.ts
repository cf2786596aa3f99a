import type { OperationEntry } from "../document/document-index.ts";

/**
 * A name for each operation: its `operationId`, or method and path (`get_users_id`). Of several with the same name the
 * first keeps it and the others are named by method and path, and counted where even that is taken.
 */
export function operationNames(entries: readonly OperationEntry[]): ReadonlyMap<OperationEntry, string> {
  const names = new Map<OperationEntry, string>();
  const taken = new Set<string>();
  for (const entry of entries) {
    const { operationId } = entry;
    if (operationId !== undefined && !taken.has(operationId)) {
      taken.add(operationId);
      names.set(entry, operationId);
    }
  }
  for (const entry of entries) {
    if (!names.has(entry)) {
      const name = freeName(nameByPath(entry), taken);
      taken.add(name);
      names.set(entry, name);
    }
  }
  return names;
}

function nameByPath({ method, path }: OperationEntry): string {
  const words = path.normalize("NFC").match(/[\p{L}\p{N}]+/gu) ?? [];
  return [method.toLowerCase(), ...words].join("_");
}

function freeName(name: string, taken: ReadonlySet<string>): string {
  let free = name;
  for (let count = 2; taken.has(free); count += 1) {
    free = `${name}_${count}`;
  }
  return free;
}
