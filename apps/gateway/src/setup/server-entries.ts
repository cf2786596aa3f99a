import { isJsonObject, type JsonObject } from "@postern/core";
import { clientFile, type ClientName, type Machine } from "../clients/client-files.ts";
import { jsonContent, readJsonFile } from "./json-file.ts";

/** The servers that a file names, by name. */
export type ServerEntries = Readonly<Record<string, JsonObject>>;

/** The servers of a client's own file, or of any file that a client could have written. */
export function readServerEntries(source: ClientName | { readonly file: string }, machine: Machine): ServerEntries {
  const path = typeof source === "string" ? clientFile(source, machine).path : source.file;
  const file = readJsonFile(path);
  return file.exists ? serverEntriesOf(jsonContent(file)) : {};
}

/** Every server in a configuration, except Postern itself, which would call itself for ever. */
export function serverEntriesOf(content: JsonObject): ServerEntries {
  const entries: Record<string, JsonObject> = {};
  for (const key of ["mcpServers", "servers"]) {
    const servers = content[key];
    for (const [name, entry] of Object.entries(isJsonObject(servers) ? servers : {})) {
      if (isJsonObject(entry) && !isPostern(entry)) {
        entries[name] = entry;
      }
    }
  }
  return entries;
}

function isPostern(entry: JsonObject): boolean {
  const words = [entry["command"], ...(Array.isArray(entry["args"]) ? entry["args"] : [])];
  return words.some((word) => typeof word === "string" && /@postern\/gateway|(?:^|\/)postern$/u.test(word));
}
