import type { GuestNamespace } from "@postern/core";
import { anyOf, type ConformanceCase, fails, returns } from "../case.ts";

const MANY: readonly GuestNamespace[] = [
  {
    name: "many",
    members: Array.from({ length: 2000 }, (_, index) => ({ identifier: `tool_${index}`, name: `tool-${index}` })),
  },
];
const NONE: readonly GuestNamespace[] = [];
const EMPTY: readonly GuestNamespace[] = [{ name: "empty", members: [] }];
const ODD: readonly GuestNamespace[] = [
  {
    name: "odd",
    members: [
      { identifier: "constructor_", name: "constructor" },
      { identifier: "__proto___", name: "__proto__" },
      { identifier: "then_", name: "then" },
      { identifier: "名前", name: "名前" },
      { identifier: "a_b", name: "a.b/c d" },
      { identifier: "keys", name: "keys" },
    ],
  },
];

/** Cases over the globals through which a script calls tools. */
export const NAMESPACE_CASES: readonly ConformanceCase[] = [
  {
    id: "namespaces.keys",
    title: "lists a namespace's tools with Object.keys",
    script: "return Object.keys(github);",
    expect: returns(["list_issues", "create_issue", "get_user"], { callCount: 0 }),
  },
  {
    id: "namespaces.entries",
    title: "lists a namespace's tools with Object.entries and for…in",
    script:
      "const names = []; for (const name in github) names.push(name); return [names, Object.entries(github).map(([, f]) => typeof f)];",
    expect: returns([
      ["list_issues", "create_issue", "get_user"],
      ["function", "function", "function"],
    ]),
  },
  {
    id: "namespaces.in",
    title: "knows its tools with in and Object.hasOwn, and only those",
    script:
      '["x"]; return ["get_user" in github, Object.hasOwn(github, "get_user"), "get_users" in github, Object.hasOwn(github, "nope"), "toString" in {}];',
    expect: returns([true, true, false, false, true]),
  },
  {
    id: "namespaces.bracket-identifier",
    title: "takes a tool's identifier in brackets",
    script: 'return (await github["get_user"]({ id: 1 })).called;',
    expect: returns("github.get_user"),
  },
  {
    id: "namespaces.original-name",
    title: "takes a tool's own name in brackets",
    script:
      'return [(await tools["list-items"]({ a: 1 })).called, (await tools.list_items({})).called, (await tools["delete"]({})).called, (await tools.delete_({})).called];',
    expect: returns(["tools.list-items", "tools.list-items", "tools.delete", "tools.delete"], {
      calls: ["list-items", "list-items", "delete", "delete"],
    }),
  },
  {
    id: "namespaces.original-name-in",
    title: "knows a tool's own name with in, and lists its identifier only",
    script:
      'return ["list-items" in tools, Object.keys(tools).includes("list-items"), Object.keys(tools).includes("list_items")];',
    expect: returns([true, false, true]),
  },
  {
    id: "namespaces.odd-names",
    title: "calls tools with odd names by their identifiers and in brackets",
    script:
      'return [(await odd.constructor_({})).called, (await odd.名前({})).called, (await odd["a.b/c d"]({})).called, (await odd.keys({})).called, (await odd.then_({})).called];',
    namespaces: ODD,
    expect: returns(["odd.constructor", "odd.名前", "odd.a.b/c d", "odd.keys", "odd.then"]),
  },
  {
    id: "namespaces.unknown",
    title: "answers an unknown tool with the nearest names",
    script:
      "try { await github.list_isues({}); } catch (error) { return [error instanceof Error, error.message.includes('list_isues'), error.message.includes('list_issues')]; }",
    expect: returns([true, true, true], { callCount: 0 }),
  },
  {
    id: "namespaces.unknown-camel",
    title: "answers a tool in camel case with its real name",
    script: "try { await github.createIssue({}); } catch (error) { return error.message.includes('create_issue'); }",
    expect: returns(true, { callCount: 0 }),
  },
  {
    id: "namespaces.unknown-uncaught",
    title: "fails with the nearest names, at the line of the call",
    script: "const a = 1;\nawait github.list_isues({});",
    expect: fails("SCRIPT", {
      name: "TypeError",
      message: { contains: ["list_isues", "list_issues"] },
      line: 2,
      callCount: 0,
    }),
  },
  {
    id: "namespaces.unknown-read",
    title: "answers the reading of an unknown tool in the same way, and of a symbol or a number with undefined",
    script:
      "const kinds = [typeof github[Symbol.iterator], typeof github[0]]; try { github.list_isue; } catch (error) { kinds.push(error.name, error.message.includes('list_issues')); } return kinds;",
    expect: returns(["undefined", "undefined", "TypeError", true], { callCount: 0 }),
  },
  {
    id: "namespaces.read-only",
    title: "cannot be written to",
    script:
      "'use strict'; try { github.get_user = 1; } catch {} try { delete github.get_user; } catch {} return [typeof github.get_user, Object.keys(github).length];",
    expect: returns(["function", 3]),
  },
  {
    id: "namespaces.text",
    title: "prints as an object and serialises as an empty one",
    script: "return [String(github), JSON.stringify(github)];",
    expect: returns(["[object github]", "{}"], { callCount: 0 }),
  },
  {
    id: "namespaces.unknown-far",
    title: "answers a name that is near nothing without inventing one",
    script: "await github.zzzzzzzz({});",
    expect: fails("SCRIPT", { message: { contains: ["github", "zzzzzzzz"] }, callCount: 0 }),
  },
  {
    id: "namespaces.unknown-namespace",
    title: "answers an unknown namespace with the name that was used",
    script: "await gitlab.list_issues({});",
    expect: fails("SCRIPT", { name: "ReferenceError", message: { contains: ["gitlab"] }, line: 1 }),
  },
  {
    id: "namespaces.not-thenable",
    title: "is not thenable: await answers the namespace itself",
    script:
      "const same = await tools; return [same === tools, typeof tools.then, typeof (await Promise.resolve(github)).get_user];",
    expect: returns([true, "undefined", "function"], { callCount: 0 }),
  },
  {
    id: "namespaces.returned-from-async",
    title: "can be returned from an async function",
    script: "const pick = async () => github; return Object.keys(await pick()).length;",
    expect: returns(3, { callCount: 0 }),
  },
  {
    id: "namespaces.json",
    title: "has no toJSON that calls the host",
    script: "try { JSON.stringify(tools); } catch {} return typeof tools.toJSON;",
    expect: returns("undefined", { callCount: 0 }),
  },
  {
    id: "namespaces.iteration",
    title: "is not iterable, and says so as an error",
    script:
      "try { for (const x of tools) return x; return 'iterated'; } catch (error) { return error instanceof TypeError; }",
    expect: returns(true, { callCount: 0 }),
  },
  {
    id: "namespaces.destructuring",
    title: "can be taken apart",
    script:
      "const { get_user, list_issues } = github; return [(await get_user({})).called, (await list_issues({})).called];",
    expect: returns(["github.get_user", "github.list_issues"]),
  },
  {
    id: "namespaces.stored",
    title: "gives the same function each time",
    script: "return tools.echo === tools.echo;",
    expect: returns(true),
  },
  {
    id: "namespaces.promise",
    title: "answers a call with a promise of the script's own",
    script: "const call = tools.echo(1); return [call instanceof Promise, await call];",
    expect: returns([true, 1]),
  },
  {
    id: "namespaces.extra-arguments",
    title: "takes arguments that no tool asks for",
    script: "return await tools.echo(1, 2, 3);",
    expect: returns(1),
  },
  {
    id: "namespaces.typeof",
    title: "is an object whose tools are functions",
    script: "return [typeof tools, typeof tools.echo, Array.isArray(tools)];",
    expect: returns(["object", "function", false]),
  },
  {
    id: "namespaces.none",
    title: "runs without any namespace",
    script: "return [typeof tools, 1 + 1];",
    namespaces: NONE,
    expect: returns(["undefined", 2]),
  },
  {
    id: "namespaces.empty",
    title: "has namespaces without tools",
    script:
      "try { await empty.anything(); } catch (error) { return [Object.keys(empty), error.message.includes('anything')]; }",
    namespaces: EMPTY,
    expect: returns([[], true]),
  },
  {
    id: "namespaces.many",
    title: "has 2,000 tools in a namespace",
    script: 'return [Object.keys(many).length, (await many.tool_1999({})).called, (await many["tool-0"]({})).called];',
    namespaces: MANY,
    expect: returns([2000, "many.tool-1999", "many.tool-0"]),
  },
  {
    id: "namespaces.change",
    title: "sees other namespaces in the next execution",
    script: "return Object.keys(empty);",
    namespaces: EMPTY,
    expect: returns([]),
    followedBy: [
      {
        script: "return [typeof empty, (await odd.keys({})).called];",
        namespaces: ODD,
        expect: returns(["undefined", "odd.keys"]),
      },
      { script: "return typeof odd;", expect: returns("undefined") },
    ],
  },
  {
    id: "namespaces.log",
    title: "can be logged",
    script: "console.log(github, github.get_user); return 1;",
    expect: anyOf(returns(1, { callCount: 0 })),
  },
];
