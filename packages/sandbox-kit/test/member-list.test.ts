import { describe, expect, it } from "vitest";
import { MemberList } from "../src/member-list.ts";

const list = new MemberList(
  JSON.stringify([
    ["list_issues", "whoami", "echo_denied", "get"],
    ["list-issues", 0, "echo\0.denied", "whoami"],
  ]),
);
const find = (name: string): string | undefined => list.find(JSON.stringify(name));

describe("a list of members", () => {
  it("finds a member by its identifier and by its own name", () => {
    expect(find("list_issues")).toBe("0,list_issues");
    expect(find("list-issues")).toBe("0,list_issues");
    expect(find("whoami")).toBe("1,whoami");
  });

  it("prefers an identifier to another member's own name", () => {
    expect(find("whoami")).toBe("1,whoami");
    expect(find("get")).toBe("3,get");
  });

  it("reads names whole, past a NUL too", () => {
    expect(find("echo\0.denied")).toBe("2,echo_denied");
    expect(find("echo")).toBeUndefined();
  });

  it.each(["", "0", "constructor", "__proto__", "toString", "LIST_ISSUES"])("has no member %j", (name) => {
    expect(find(name)).toBeUndefined();
  });

  it("knows JSON only: what is not quoted names nothing", () => {
    expect(list.find("whoami")).toBeUndefined();
  });
});
