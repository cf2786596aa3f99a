import type { JsonObject, Tool, ToolAnnotations } from "@postern/core";
import { sha256 } from "../document/document-cache.ts";
import type { OperationEntry } from "../document/document-index.ts";
import type { OpenApiDocument } from "../document/openapi-document.ts";
import { createOperationFilter, type OperationFilter } from "./operation-filter.ts";
import { operationNames } from "./operation-names.ts";
import { planOperation, type OperationPlan } from "./operation-plan.ts";
import { createSchemaConverter } from "./schema-converter.ts";
import { inputSchema, outputSchema } from "./tool-schemas.ts";

/** Raised whenever the same document gives other tools, so that catalogs notice. */
const TOOL_FORMAT = 1;

/** The operations of a document as tools. */
export interface OpenApiTools {
  /** In the document's order. Schemas are made when they are read. */
  readonly tools: readonly Tool[];
  /** How the operation of a tool's name is called. */
  readonly plan: (name: string) => OperationPlan | undefined;
}

/** One tool per operation that the filters let through. */
export function createOpenApiTools(
  document: OpenApiDocument,
  filters: {
    readonly include?: readonly OperationFilter[] | undefined;
    readonly exclude?: readonly OperationFilter[] | undefined;
  } = {},
): OpenApiTools {
  const isWanted = createOperationFilter(filters);
  const entries = new Map<string, OperationEntry>();
  for (const [entry, name] of operationNames(document.index.operations)) {
    if (isWanted(entry, name)) {
      entries.set(name, entry);
    }
  }
  const converter = createSchemaConverter(document);
  const version = sha256(`${TOOL_FORMAT}\n${document.contentHash}`).slice(0, 32);
  const plan = (entry: OperationEntry): OperationPlan => planOperation(document, entry);
  const tools = [...entries].map(([name, entry]): Tool => {
    const input = heldWeakly(() => inputSchema(plan(entry), converter));
    const output = heldWeakly(() => outputSchema(plan(entry), converter));
    const description = toolDescription(entry);
    return {
      name,
      ...(entry.summary === undefined ? {} : { title: entry.summary }),
      ...(description === "" ? {} : { description }),
      get inputSchema() {
        return input() ?? {};
      },
      // `undefined` is what a tool without an output schema has, too.
      get outputSchema() {
        return output() as JsonObject;
      },
      annotations: methodAnnotations(entry.method),
      ...(entry.tags === undefined ? {} : { tags: entry.tags }),
      ...(entry.deprecated === true ? { deprecated: true } : {}),
      version,
      supportsResponseOption: true,
    };
  });
  return {
    tools,
    plan: (name) => {
      const entry = entries.get(name);
      return entry === undefined ? undefined : plan(entry);
    },
  };
}

/** What the methods of HTTP promise (RFC 9110, section 9.2). */
function methodAnnotations(method: string): ToolAnnotations {
  const isSafe = ["GET", "HEAD", "OPTIONS", "TRACE"].includes(method);
  return {
    readOnlyHint: isSafe,
    destructiveHint: method === "DELETE",
    idempotentHint: isSafe || method === "PUT" || method === "DELETE",
    openWorldHint: true,
  };
}

function toolDescription({ summary = "", description = "", method, path }: OperationEntry): string {
  const isRepeated = description.startsWith(summary);
  const text = isRepeated ? description : `${summary}\n\n${description}`;
  return text.trim() === "" ? `${method} ${path}` : text.trim();
}

/** A value that is made when it is first asked for, and again when no one held it in between. */
function heldWeakly(make: () => JsonObject | undefined): () => JsonObject | undefined {
  let held: WeakRef<JsonObject> | undefined;
  return () => {
    const known = held?.deref();
    if (known !== undefined) {
      return known;
    }
    const made = make();
    held = made === undefined ? undefined : new WeakRef(made);
    return made;
  };
}
