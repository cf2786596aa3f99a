import { isJsonObject } from "@postern/core";
import type { ClientDetails, JsonObject, Prompt, PromptArgument, Resource, ResourceTemplate } from "@postern/core";
import { readDetails } from "./client-details.ts";

/** Resources that can be used; what has no address or name is passed over. */
export function readResources(items: readonly unknown[]): readonly Resource[] {
  return objects(items).flatMap((item) => {
    const { uri, size } = item;
    return typeof uri === "string" && uri !== ""
      ? [{ uri, ...described(item, uri), ...(typeof size === "number" ? { size } : {}) }]
      : [];
  });
}

/** Templates that can be used. */
export function readResourceTemplates(items: readonly unknown[]): readonly ResourceTemplate[] {
  return objects(items).flatMap((item) => {
    const { uriTemplate } = item;
    return typeof uriTemplate === "string" && uriTemplate !== ""
      ? [{ uriTemplate, ...described(item, uriTemplate) }]
      : [];
  });
}

/** Prompts that can be used. */
export function readPrompts(items: readonly unknown[]): readonly Prompt[] {
  return objects(items).flatMap((item) => {
    const { name } = item;
    const given = Array.isArray(item["arguments"]) ? (item["arguments"] as readonly unknown[]) : [];
    return typeof name === "string" && name !== ""
      ? [
          {
            name,
            ...texts(item, ["title", "description"]),
            arguments: objects(given).flatMap(readArgument),
            ...readDetails(item),
          },
        ]
      : [];
  });
}

function readArgument(item: JsonObject): readonly PromptArgument[] {
  const { name, required } = item;
  return typeof name === "string" && name !== ""
    ? [{ name, ...texts(item, ["title", "description"]), ...(typeof required === "boolean" ? { required } : {}) }]
    : [];
}

function described(item: JsonObject, address: string): { readonly name: string } & ClientDetails {
  const { name, annotations } = item;
  return {
    name: typeof name === "string" && name !== "" ? name : address,
    ...texts(item, ["title", "description", "mimeType"]),
    ...(isJsonObject(annotations) ? { annotations } : {}),
    ...readDetails(item),
  };
}

/** The fields that hold text. */
function texts<Field extends string>(
  item: JsonObject,
  fields: readonly Field[],
): { readonly [Name in Field]?: string } {
  return Object.fromEntries(
    fields.flatMap((field) => (typeof item[field] === "string" ? [[field, item[field]]] : [])),
  ) as {
    readonly [Name in Field]?: string;
  };
}

function objects(items: readonly unknown[]): readonly JsonObject[] {
  return items.filter((item) => isJsonObject(item));
}
