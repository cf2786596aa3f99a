import { isJsonObject, type JsonObject, type JsonValue } from "@postern/core";
import { clientFile, type ClientName, type Machine } from "../clients/client-files.ts";
import { jsonContent, readJsonFile } from "./json-file.ts";

/** The servers that a file names, by name. */
export type ServerEntries = Readonly<Record<string, JsonObject>>;

/** Where servers are read from. */
export interface EntriesOrigin {
  readonly machine: Machine;
  /** The folder whose own servers count too, where a client keeps some for each. */
  readonly folder: string;
}

/** What VS Code asks a person for; everybody else takes variables. */
const INPUT = /\$\{input:([^}]+)\}/gu;

/** The servers of a client's own file, or of any file that a client could have written. */
export function readServerEntries(
  source: ClientName | { readonly file: string },
  { machine, folder }: EntriesOrigin,
): ServerEntries {
  const path = typeof source === "string" ? clientFile(source, machine).path : source.file;
  const file = readJsonFile(path);
  return file.exists ? serverEntriesOf(jsonContent(file), folder) : {};
}

/**
 * Every server in a configuration, except Postern itself, which would call itself for ever. Claude Code's file has servers
 * of each folder besides; those of `folder` count. `${input:api-key}` of VS Code becomes `${API_KEY}`.
 */
function serverEntriesOf(content: JsonObject, folder: string): ServerEntries {
  const { projects } = content;
  const project = isJsonObject(projects) ? projects[folder] : undefined;
  const lists = [content["mcpServers"], content["servers"], isJsonObject(project) ? project["mcpServers"] : undefined];
  const entries = lists
    .flatMap((servers) => Object.entries(isJsonObject(servers) ? servers : {}))
    .filter((pair): pair is [string, JsonObject] => isJsonObject(pair[1]) && !isPostern(pair[1]));
  return Object.fromEntries(entries.map(([name, entry]) => [name, withVariables(entry) as JsonObject]));
}

function withVariables(value: JsonValue): JsonValue {
  if (typeof value === "string") {
    return value.replace(INPUT, (_reference, id: string) => `\${${variableName(id)}}`);
  }
  if (Array.isArray(value)) {
    return value.map(withVariables);
  }
  return isJsonObject(value)
    ? Object.fromEntries(Object.entries(value).map(([key, part]) => [key, withVariables(part)]))
    : value;
}

function variableName(id: string): string {
  return id
    .toUpperCase()
    .replace(/\W/gu, "_")
    .replace(/^(?=\d)/u, "_");
}

function isPostern(entry: JsonObject): boolean {
  const words = [entry["command"], ...(Array.isArray(entry["args"]) ? entry["args"] : [])];
  return words.some((word) => typeof word === "string" && /@postern\/gateway|(?:^|\/)postern$/u.test(word));
}
