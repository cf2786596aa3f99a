import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import type { JsonObject } from "../../packages/core/src/index.ts";
import { parseOpenApi } from "../../packages/source-openapi/src/document/parse-document.ts";
import {
  createOpenApiSource,
  createOpenApiTools,
  readOpenApiDocument,
} from "../../packages/source-openapi/src/index.ts";
import { createDocumentSchemas } from "../../packages/source-openapi/test/oracle/document-schemas.ts";
import { runOracle, type OperationResult } from "../../packages/source-openapi/test/oracle/oracle.ts";

/** What a process of one document reports. */
export interface DocumentReport {
  readonly operations: number;
  readonly problems: readonly string[];
  readonly results: readonly OperationResult[];
}

const [path = "", sample = "0", isMultiFile = "false"] = process.argv.slice(2);
const uri = pathToFileURL(path).href;
const document = await readOpenApiDocument(uri, { readFile: async (file) => readFileSync(new URL(file)) });
const tools = createOpenApiTools(document);
const written = parseOpenApi(readFileSync(path, "utf8"), path);
// Prism gets the files of a document of many as one, in the form that the source made of them.
const forPrism = isMultiFile === "true" ? joined() : written;
const step = Number(sample) === 0 ? 1 : Math.max(1, Math.floor(tools.tools.length / Number(sample)));
const subject = {
  document: forPrism,
  tools,
  schemas: createDocumentSchemas(forPrism),
  createSource: (baseUrl: string) =>
    createOpenApiSource({
      namespace: "bench",
      document: path,
      baseUrl,
      allowPrivateAddresses: true,
      // Many documents have it as a parameter, which the specification says it is not.
      headers: { authorization: "Bearer bench" },
    }),
};
const results = await runOracle(subject, (_tool, index) => index % step === 0);
const report: DocumentReport = { operations: tools.tools.length, problems: document.index.problems, results };
process.send?.(report);

function joined(): JsonObject {
  const paths: Record<string, Record<string, JsonObject>> = {};
  for (const entry of document.index.operations) {
    (paths[entry.path] ??= {})[entry.method.toLowerCase()] = document.readOperation(entry);
  }
  const components = Object.fromEntries(
    (["schemas", "parameters", "responses", "requestBodies"] as const).map((section) => [
      section,
      Object.fromEntries(
        Object.keys(document.index.components[section]).map((name) => [
          name,
          document.readComponent(section, name) ?? {},
        ]),
      ),
    ]),
  );
  return { openapi: "3.1.0", info: { title: "joined", version: "1" }, paths, components };
}
