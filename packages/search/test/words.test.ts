import { expect, it } from "vitest";
import { letterSet, nearWords } from "../src/near-words.ts";
import { createBestDocuments } from "../src/query/best-documents.ts";
import { splitParts } from "../src/query/split-parts.ts";
import { actionsOf, agreement } from "../src/text/actions.ts";
import { splitWords } from "../src/text/split-words.ts";
import { stem } from "../src/text/stem.ts";
import { synonymsOf } from "../src/text/synonyms.ts";
import { createVocabulary } from "../src/vocabulary.ts";

it.each([
  ["list_pull-requests", "list pull requests"],
  ["getHTTPResponse", "get http response"],
  ["listURLs of PRs", "list urls of prs"],
  ["v2Users3", "v 2 users 3"],
  ["GET /movie/{movie_id}/keywords", "get movie movie id keywords"],
  ["Café ÉLAN naïve", "cafe elan naive"],
  ["ＦＵＬＬ　ｗｉｄｔｈ", "full width"],
  ["GitHub", "git hub github"],
  ["使用关键词搜索网页", "使用 关键 词 搜索 网页"],
  ["天気予報を取得します", "天気 予報 を 取得 し ます"],
  ["поиск Файлов", "поиск фаилов"],
  ["🚀 !!", ""],
])("splits %s", (text, words) => {
  expect(splitWords(text).join(" ")).toBe(words);
});

it("keeps the halves only of a name that a programmer made up", () => {
  expect(splitWords("FindMovies", "identifier")).toEqual(["find", "movies"]);
});

it("stems English and leaves other words alone", () => {
  expect(["issues", "listing", "repositories", "id", "k8s", "搜索"].map(stem)).toEqual([
    "issu",
    "list",
    "repositori",
    "id",
    "k8s",
    "搜索",
  ]);
});

it("knows short forms in both directions, and tells them from words that are only alike", () => {
  expect(synonymsOf(["pr"])).toContainEqual({ stems: ["pull", "request"], isSame: true });
  expect(synonymsOf(["pull", "request"])).toContainEqual({ stems: ["pr"], isSame: true });
  expect(synonymsOf([stem("remove")])).toContainEqual({ stems: [stem("delete")], isSame: false });
});

it.each([
  ["find the issue and post it to Slack", ["find the issue", "post it to Slack"]],
  ["Read it. Then send it!", ["Read it.", "Then send it!"]],
  ["搜索网页，然后发送邮件", ["搜索网页，", "发送邮件"]],
  ["version 1.5 of node.js", ["version 1.5 of node.js"]],
])("cuts %s into its parts", (text, parts) => {
  expect(splitParts(text)).toEqual(parts);
});

const POOL = ["list", "listing", "issue", "issues", "message", "massage", "messenger", "manifest"];
const pool = { words: POOL, letters: POOL.map(letterSet) };

it.each([
  ["lis", ["list", "listing"]],
  ["lsit", ["list"]],
  ["mesage", ["message"]],
  ["messaeg", ["message"]],
  ["mfst", []],
  ["li", []],
  ["mnaifets", ["manifest"]],
  ["mnaifetz", []],
])("takes %s for %j", (word, near) => {
  expect(nearWords(word, pool, 5)).toEqual(near);
});

it("uses a word's number again once the word is gone", () => {
  const vocabulary = createVocabulary();
  const ids = ["issue", "issues", "list"].map((word) => vocabulary.add(word));
  vocabulary.remove(ids[1] ?? -1);
  vocabulary.remove(ids[1] ?? -1);
  expect([vocabulary.size, vocabulary.idOf("issues"), vocabulary.idsOfStem("issu")]).toEqual([2, undefined, [ids[0]]]);
  expect(vocabulary.near("issuess", 5)).toEqual([]);
  expect(vocabulary.add("repo")).toBe(ids[1]);
});

it("keeps the best documents, and the earlier of equals", () => {
  const best = createBestDocuments(3, (a, b) => a < b);
  const scores = [1, 5, 3, 5, 0.5, 5, 4, 5];
  scores.forEach((score, document) => best.offer(document, score));
  expect(best.take().map(({ document }) => document)).toEqual([1, 3, 5]);
  expect(best.floor).toBe(5);
});

it("weighs a tool's verb, and what it claims where its name has none", () => {
  const wanted = actionsOf(["delet"]);
  expect(agreement(wanted, "delete")).toBe(1);
  expect(agreement(wanted, "list")).toBe(-1);
  expect(agreement(wanted, undefined, { readOnlyHint: true })).toBe(-1);
  expect(agreement(wanted, undefined)).toBe(0);
  expect(agreement(actionsOf(["list"]), undefined, { destructiveHint: true })).toBe(-1);
  expect(agreement(actionsOf(["list", "delet"]), "read")).toBe(0);
  expect(agreement(actionsOf([]), "delete")).toBe(0);
});
