import { createCatalog, DEFAULT_BUDGET } from "@postern/core";
import type { ScriptValue } from "@postern/core";
import { createQuickJsSandbox } from "@postern/sandbox-quickjs";
import { afterAll, describe, expect, it } from "vitest";
import { GUEST_GLOBALS } from "../../src/check/guest-globals.ts";
import { createScriptChecker, createTypeGenerator, prepareScript } from "../../src/index.ts";

const sandbox = createQuickJsSandbox({ isolation: "inline" });
afterAll(async () => {
  await sandbox[Symbol.asyncDispose]();
});

async function run(text: string): Promise<ScriptValue | undefined> {
  const prepared = await prepareScript(text);
  if (prepared.status === "failed") {
    throw new Error(prepared.error.message);
  }
  const host = {
    namespaces: [],
    call: () => Promise.reject(new Error("There is nothing to call.")),
  };
  const outcome = await sandbox.run(prepared.script, host, { executionId: "globals", budget: DEFAULT_BUDGET });
  if (outcome.status === "failed") {
    throw new Error(outcome.error.message);
  }
  return outcome.value;
}

/** The members that an interface of the declarations has. */
function membersOf(name: string): readonly string[] {
  const body = new RegExp(String.raw`interface ${name}\b[^{]*\{([^}]*)\n\}`, "u").exec(GUEST_GLOBALS)?.[1] ?? "";
  return [...body.matchAll(/^ {2}(?:readonly )?(\w+)[(:]/gmu)].map((match) => match[1] ?? "");
}

describe("the declared globals", () => {
  it("exist in a sandbox, with the members that are declared", async () => {
    const names = [...GUEST_GLOBALS.matchAll(/^declare (?:var|function) (\w+)/gmu)].map((match) => match[1] ?? "");
    const instances = {
      console: membersOf("Console"),
      "new TextEncoder()": membersOf("TextEncoder"),
      "new TextDecoder()": membersOf("TextDecoder"),
      "new URL('https://a.example')": membersOf("URL"),
      "new URLSearchParams('a=1')": membersOf("URLSearchParams"),
    };
    const expressions = [
      ...names,
      ...Object.entries(instances).flatMap(([object, members]) => members.map((member) => `(${object}).${member}`)),
    ];
    expect(names).toHaveLength(11);
    expect(expressions.length).toBeGreaterThan(40);
    const kinds = await run(`return [${expressions.map((expression) => `typeof ${expression}`).join(", ")}]`);
    const missing = expressions.filter((_, index) => (kinds as readonly string[])[index] === "undefined");
    expect(missing).toEqual([]);
  });

  it("are all that a sandbox adds to the language", async () => {
    await using checker = createScriptChecker({ generator: createTypeGenerator() });
    const catalog = await createCatalog([]);
    const known = await run(
      "return [...Object.getOwnPropertyNames(globalThis), ...Object.getOwnPropertyNames(console).map((name) => 'console.' + name)]",
    );
    // QuickJS has an error class of its own, which no script needs.
    const names = (known as readonly string[]).filter((name) => /^[A-Za-z]/u.test(name) && name !== "InternalError");
    const prepared = await checker.prepare(`return [${names.join(", ")}]`);
    const report = prepared.status === "ready" ? await checker.check(prepared, catalog) : undefined;
    expect(report?.diagnostics.map(({ message }) => message)).toEqual([]);
  });
});
