import { createCatalog } from "@postern/core";
import { expect, it } from "vitest";
import { createScriptChecker, createTypeGenerator } from "../../src/index.ts";

const TEXT = { type: "string" } as const;
const catalog = await createCatalog([
  {
    namespace: "box",
    tools: [
      {
        name: "list",
        inputSchema: {
          type: "object",
          properties: { label: TEXT, page: { type: "number" }, sort: { type: "object", properties: { by: TEXT } } },
        },
      },
      { name: "reset", inputSchema: { type: "object", properties: {}, additionalProperties: false } },
      { name: "note", inputSchema: { type: "object", properties: {} } },
    ],
  },
]);
const checker = createScriptChecker({ generator: createTypeGenerator() });

async function messages(text: string): Promise<readonly string[]> {
  const prepared = await checker.prepare(text);
  if (prepared.status === "failed") {
    throw new Error(prepared.error.message);
  }
  return (await checker.check(prepared, catalog)).diagnostics.map(({ message }) => message);
}

it.each([
  ["await box.list({ lable: 'a' })", ["`box.list`: there is no `input.lable`. Did you mean `label` or `page`?"]],
  ["await box.list({ size: 1 })", ["`box.list`: there is no `input.size`. There are: label, page, sort."]],
  [
    "await box.list({ label: 1, page: 'a' })",
    ["`box.list`: `input.label` is `1`; expected `string`.", '`box.list`: `input.page` is `"a"`; expected `number`.'],
  ],
  ["await box.list({ sort: { bye: 'a' } })", ["`box.list`: there is no `input.sort.bye`. Did you mean `by`?"]],
  ["const sort = { by: 1 }; await box.list({ sort })", ["`box.list`: `input.sort.by` is `number`; expected `string`."]],
  [
    "await box.list(5)",
    [
      "`box.list`: `input` is `5`; expected `{ label?: string; page?: number; sort?: ({ by?: string; } & object); } & object`.",
    ],
  ],
])("says what is wrong with an input whose members are all optional: %s", async (text, expected) => {
  expect(await messages(text)).toEqual(expected);
});

it("refuses a property where there can be none", async () => {
  expect(await messages("await box.reset({ hard: true })")).toEqual([
    "`box.reset`: there is no `input.hard`. It takes no properties.",
  ]);
});

it.each([
  "await box.list()",
  "await box.list({})",
  "await box.list({ label: undefined, sort: {} })",
  "await box.reset()",
  "await box.reset({})",
  "await box.note({ anything: 1 })",
])("lets pass what may be right: %s", async (text) => {
  expect(await messages(text)).toEqual([]);
});
