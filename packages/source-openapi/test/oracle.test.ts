import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import { expect, it } from "vitest";
import { createOpenApiSource, createOpenApiTools, readOpenApiDocument } from "../src/index.ts";
import { parseOpenApi } from "../src/document/parse-document.ts";
import { createDocumentSchemas } from "./oracle/document-schemas.ts";
import { runOracle } from "./oracle/oracle.ts";

const GITHUB = createRequire(import.meta.url).resolve("@octokit/openapi/generated/api.github.com.json");
/** Every so many operations of GitHub's 1,223 are called; the benchmark calls all of them. */
const STEP = 20;

it("calls operations of GitHub's document as an independent validator reads it", async () => {
  const { href } = pathToFileURL(GITHUB);
  const document = await readOpenApiDocument(href, { readFile: async (file) => readFileSync(new URL(file)) });
  const written = parseOpenApi(readFileSync(GITHUB, "utf8"), GITHUB);
  const subject = {
    document: written,
    tools: createOpenApiTools(document),
    schemas: createDocumentSchemas(written),
    createSource: (baseUrl: string) =>
      createOpenApiSource({ namespace: "github", document: GITHUB, baseUrl, allowPrivateAddresses: true }),
  };
  const results = await runOracle(subject, (_tool, index) => index % STEP === 0);
  expect(results.length).toBe(62);
  expect(results.filter(({ isCallable }) => !isCallable)).toEqual([]);
  expect(results.filter(({ isAccepted }) => isAccepted !== true)).toEqual([]);
});
