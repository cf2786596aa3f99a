import { createCatalog, type SearchIndex } from "@postern/core";
import { createSearchIndex } from "@postern/search";
import { expect, it } from "vitest";
import { createIndexSync } from "../src/index-sync.ts";
import type { Offer } from "../src/offers.ts";

const tools = (name: string) => [{ name, inputSchema: { type: "object" } }];
const NONE: readonly never[] = [];
const NO_OFFERS = () => NONE;

/** A real index that refuses one namespace and notes what is put in and taken out. */
function createWatchedIndex(refused: string): SearchIndex & { readonly log: string[] } {
  const index = createSearchIndex();
  const log: string[] = [];
  return {
    log,
    replace(namespace, entries) {
      if (namespace === refused) {
        throw new Error("too\nodd");
      }
      log.push(`+${namespace}`);
      index.replace(namespace, entries);
    },
    remove(namespace) {
      log.push(`-${namespace}`);
      index.remove(namespace);
    },
    search: (query) => index.search(query),
  };
}

it("indexes what became another and nothing else", async () => {
  const index = createWatchedIndex("");
  const sync = createIndexSync(index);
  const b = { namespace: "b", tools: tools("y") };
  const first = await createCatalog([{ namespace: "a", tools: tools("x") }, b]);
  sync.follow(first, NO_OFFERS);
  sync.follow(first, NO_OFFERS);
  sync.follow(await createCatalog([b, { namespace: "c", tools: tools("z") }], first), NO_OFFERS);
  expect(index.log).toEqual(["+a", "+b", "-a", "+c"]);
  expect((await index.search({ text: "x" })).total).toBe(0);
});

it("tells the version of a namespace that has tools only", async () => {
  const index = createSearchIndex();
  const versions: unknown[] = [];
  const sync = createIndexSync({
    ...index,
    replace: (namespace, entries, version) => void versions.push([namespace, entries.length, version]),
  });
  const catalog = await createCatalog([
    { namespace: "a", tools: tools("x") },
    { namespace: "b", tools: tools("y") },
  ]);
  const [a, b] = catalog.namespaces;
  const offers = [{ indexed: a?.tools[0] }] as unknown as readonly Offer[];
  sync.follow(catalog, (namespace) => (namespace === "b" ? offers : NONE));
  expect(versions).toEqual([
    ["a", 1, a?.version],
    ["b", 2, undefined],
  ]);
  expect(b?.version).toBeTypeOf("string");
});

it("leaves out a namespace that cannot be indexed, and says so", async () => {
  const index = createWatchedIndex("odd");
  const sync = createIndexSync(index);
  sync.follow(
    await createCatalog([
      { namespace: "odd", tools: tools("x") },
      { namespace: "plain", tools: tools("y") },
    ]),
    NO_OFFERS,
  );
  expect((await index.search({ text: "y" })).total).toBe(1);
  expect(sync.hint()).toBe("odd could not be indexed: too odd.");
  sync.follow(await createCatalog([]), NO_OFFERS);
  expect(sync.hint()).toBe("");
});
