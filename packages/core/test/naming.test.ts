import { describe, expect, it } from "vitest";
import { memberExpression, memberIdentifiers, namespaceIdentifiers } from "../src/index.ts";

describe("memberIdentifiers", () => {
  it("keeps a name that is an identifier, also a reserved word and a non-Latin one", () => {
    const names = ["list_issues", "delete", "获取用户", "$x"];
    expect([...memberIdentifiers(names).entries()].every(([name, identifier]) => name === identifier)).toBe(true);
  });

  it("replaces what an identifier cannot have", () => {
    expect(memberIdentifiers(["get-user", "2fa", "a b/c"])).toEqual(
      new Map([
        ["2fa", "_2fa"],
        ["a b/c", "a_b_c"],
        ["get-user", "get_user"],
      ]),
    );
  });

  it("gives a clash a suffix that does not depend on the order", () => {
    const forwards = memberIdentifiers(["get-user", "get_user", "get.user"]);
    const backwards = memberIdentifiers(["get.user", "get_user", "get-user"]);
    expect(forwards).toEqual(backwards);
    expect(forwards.get("get_user")).toBe("get_user");
    expect(forwards.get("get-user")).toMatch(/^get_user_[a-z0-9]+$/u);
    expect(new Set(forwards.values()).size).toBe(3);
  });

  it("escapes the names that the language looks up on every object", () => {
    expect(memberIdentifiers(["then", "toJSON"])).toEqual(
      new Map([
        ["then", "then_"],
        ["toJSON", "toJSON_"],
      ]),
    );
  });

  it("names what has no letter at all", () => {
    const identifiers = [...memberIdentifiers(["!!!", "???", ""]).values()];
    expect(new Set(identifiers).size).toBe(3);
    expect(identifiers.every((identifier) => /^_[a-z0-9]+$/u.test(identifier))).toBe(true);
  });
});

describe("namespaceIdentifiers", () => {
  it("escapes reserved words and the guest's globals", () => {
    const identifiers = namespaceIdentifiers(["class", "JSON", "github", "my-server"]);
    expect(Object.fromEntries(identifiers)).toEqual({
      JSON: "JSON_",
      class: "class_",
      github: "github",
      "my-server": "my_server",
    });
  });
});

describe("memberExpression", () => {
  it("uses a dot where it can and brackets where it must", () => {
    expect(memberExpression("github", "list_issues")).toBe("github.list_issues");
    expect(memberExpression("github", 'list-"issues"')).toBe(String.raw`github["list-\"issues\""]`);
  });
});
