// The type generator beside its peers. `npm run bench -- codegen [FOLDER]`; the folder has the sets mcp-tools and
// jsonschema. Prints tables and writes results.json beside this file.
import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { createCatalog } from "../../packages/core/src/index.ts";
import { createGenerators } from "./generators.ts";
import { measureInputs } from "./inputs.ts";
import { measureSuite, readSuite } from "./suite.ts";
import { countDescriptions, measureDetails, measureTools, rawTokens, readServers } from "./tools.ts";

const here = dirname(fileURLToPath(import.meta.url));
const data = process.argv[2] ?? join(here, "../../../shared/data");
const results: Record<string, unknown> = {};
const check = join(here, "check.ts");

const servers = readServers(join(data, "mcp-tools"));
if (servers.length === 0) {
  console.log(`No tool lists under ${data}/mcp-tools: passed over.`);
} else {
  const catalog = await createCatalog(servers);
  const raw = rawTokens(servers);
  const total = countDescriptions(servers);
  const tools = catalog.namespaces.reduce((sum, namespace) => sum + namespace.tools.length, 0);
  console.log(`\n${tools} tools of ${servers.length} servers, ${raw} tokens (o200k) as raw definitions\n`);
  const rows = [];
  for (const generator of await createGenerators()) {
    rows.push({ generator: generator.name, ...(await measureTools(catalog, generator)) });
  }
  results["tools"] = { tools, servers: servers.length, rawTokens: raw, descriptions: total, rows };
  console.table(
    rows.map((row) => ({
      generator: row.generator,
      tokens: row.tokens,
      "of raw": percent(row.tokens, raw),
      "servers that compile": `${row.compiled} of ${servers.length}`,
      "descriptions kept": percent(row.descriptions, total),
      "cold ms": Math.round(row.coldMs),
      "again ms": Number(row.againMs.toFixed(1)),
    })),
  );
  const details = await measureDetails(servers);
  results["details"] = details;
  console.table(
    details.map(({ detail, tokens, compiled }) => ({
      detail,
      tokens,
      "of raw": percent(tokens, raw),
      compile: percent(compiled, 1),
    })),
  );
  const inputs = await measureInputs(catalog);
  results["inputs"] = inputs;
  console.log("\nThe check of a call with input generated from the tool's schema\n");
  console.table([
    { call: "with correct input", calls: inputs.generated, "as it should be": `${inputs.passed} pass` },
    {
      call: "without something required",
      calls: inputs.requiring,
      "as it should be": `${inputs.missingFound} refused`,
    },
    { call: "with an unknown property", calls: inputs.closed, "as it should be": `${inputs.unknownFound} refused` },
  ]);
  inputs.wrong.forEach((line) => console.log(line));
}

const groups = readSuite(join(data, "jsonschema"));
if (groups.length === 0) {
  console.log(`No suite under ${data}/jsonschema: passed over.`);
} else {
  console.log(`\n${groups.length} groups of the official JSON Schema suite, 2020-12 and draft-07\n`);
  const rows = [];
  for (const generator of await createGenerators()) {
    rows.push({ generator: generator.name, ...(await measureSuite(groups, generator)) });
  }
  results["suite"] = rows.map(({ failures, ...figures }) => ({ ...figures, failures: failures.slice(0, 20) }));
  console.table(
    rows.map((row) => ({
      generator: row.generator,
      "groups that compile": percent(row.compiled, row.groups),
      "groups that are sound": percent(row.sound, row.groups),
      "valid accepted": percent(row.accepted, row.valid),
      "invalid refused": percent(row.refused, row.invalid),
      "by sound types": percent(row.soundlyRefused, row.invalid),
    })),
  );
}

if (servers.length > 0) {
  // In a process of its own, so that its memory is the check's alone.
  const run = spawnSync(process.execPath, ["--no-warnings", check, join(data, "mcp-tools")]);
  console.log(
    `\nThe check of a script that touches three namespaces\n\n${run.stdout.toString()}${run.stderr.toString()}`,
  );
  results["check"] = run.stdout.toString().trim();
}

writeFileSync(join(here, "results.json"), `${JSON.stringify(results, undefined, 2)}\n`);

function percent(part: number, whole: number): string {
  return `${((100 * part) / whole).toFixed(1)} %`;
}
