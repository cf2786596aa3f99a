import { expect, it } from "vitest";
import { nearestNames } from "../src/index.ts";

const NAMES = ["list_issues", "get_issue", "create_issue", "list_pull_requests", "searchCode"];

it("finds a misspelt name", () => {
  expect(nearestNames("lst_issues", NAMES)[0]).toBe("list_issues");
});

it("finds a name in another case style or word order", () => {
  expect(nearestNames("listIssues", NAMES)[0]).toBe("list_issues");
  expect(nearestNames("issues_list", NAMES)[0]).toBe("list_issues");
  expect(nearestNames("search_code", NAMES)[0]).toBe("searchCode");
});

it("leaves out what has nothing in common", () => {
  expect(nearestNames("zzzz", NAMES)).toEqual([]);
});

it("answers the same whatever the order of the candidates", () => {
  expect(nearestNames("issue", NAMES.toReversed())).toEqual(nearestNames("issue", NAMES));
});
