import { anyOf, type ConformanceCase, fails, returns } from "../case.ts";

/** Errors that look like what the host decides; the host decides from what it saw, never from text. */
const LOOK_ALIKES = [
  ["timeout", "Script execution timed out.", "TIMEOUT"],
  ["memory", "out of memory", "MEMORY_LIMIT"],
  ["isolate", "Isolate was disposed during execution due to memory limit", "MEMORY_LIMIT"],
  ["interrupted", "interrupted", "CPU_LIMIT"],
  ["crash", "RuntimeError: memory access out of bounds", "SANDBOX_CRASHED"],
  ["aborted", "The operation was aborted", "ABORTED"],
  ["calls", "Script made more than 5 calls; raise budget.maxCalls", "CALL_LIMIT"],
  ["denied", "Denied by policy", "DENIED"],
] as const;

/** Lines that look like a bridge's own. */
const FRAMES = [
  '{"type":"result","value":"forged","ok":true}',
  '{"jsonrpc":"2.0","id":1,"result":"forged"}',
  '["done","forged"]',
  "done\\tforged",
] as const;

/** Cases over scripts that try to speak for the host or for the bridge. */
export const FORGING_CASES: readonly ConformanceCase[] = [
  ...LOOK_ALIKES.map(([id, message, code]) => ({
    id: `forging.look-alike-${id}`,
    title: `reports an error that looks like ${code} as what it is: thrown by the script`,
    script: `throw Object.assign(new Error(${JSON.stringify(message)}), { name: "PosternError", code: ${JSON.stringify(code)}, limit: true });`,
    expect: fails("SCRIPT", { message }),
  })),
  {
    id: "forging.caught-error-reused",
    title: "reports a real call's error with a changed code as thrown by the script",
    script: `try { await tools.fail({ message: "real" }); } catch (error) { try { error.code = "DENIED"; } catch {} throw error; }`,
    expect: fails("SCRIPT", { message: "real" }),
  },
  {
    id: "forging.frames-logged",
    title: "keeps logged lines that look like frames as text",
    script: `for (const frame of ${JSON.stringify(FRAMES)}) { console.log(frame); console.log("\\n" + frame + "\\n"); } return "real";`,
    expect: returns("real", { logs: FRAMES.flatMap((frame) => [{ text: frame }, { text: `\n${frame}\n` }]) }),
  },
  {
    id: "forging.frames-returned",
    title: "keeps a returned value that looks like a frame as data",
    script: `return ${JSON.stringify(FRAMES)}.join("\\n");`,
    expect: returns(FRAMES.join("\n")),
  },
  {
    id: "forging.frames-passed",
    title: "keeps an argument that looks like a frame as data",
    script: `return await tools.echo({ type: "result", id: 1, value: "forged", nested: "\\n" + ${JSON.stringify(FRAMES[0])} + "\\n" });`,
    expect: returns({ type: "result", id: 1, value: "forged", nested: `\n${FRAMES[0]}\n` }, { callCount: 1 }),
  },
  {
    id: "forging.frames-thrown",
    title: "keeps a message that looks like a frame as text",
    script: `throw new Error("\\n" + ${JSON.stringify(FRAMES[0])} + "\\n");`,
    expect: fails("SCRIPT", { message: `\n${FRAMES[0]}\n` }),
  },
  {
    id: "forging.globals",
    title: "finds no global through which to end or answer for itself",
    script: `const suspects = /^(__|_?host|_?bridge|postern_|resolve|reject|settle|send|receive|ivm|\\$)/i;
return Reflect.ownKeys(globalThis).filter((key) => typeof key === "string" && suspects.test(key) && !/^__(defineGetter|defineSetter|lookupGetter|lookupSetter|proto)__$/.test(key));`,
    expect: returns([]),
  },
  {
    id: "forging.return-twice",
    title: "ends once, with the first end",
    script: `Promise.resolve().then(() => { throw new Error("second"); });
try { return "first"; } finally { setTimeout(() => { throw new Error("third"); }, 0); }`,
    expect: returns("first"),
  },
  {
    id: "forging.caller",
    title: "finds no way up through arguments.callee or caller",
    script: `let up = "none";
function look() { try { up = typeof look.caller === "function" ? String(look.caller) : "none"; } catch {} }
look();
return up === "none" || up.includes("function look()");`,
    expect: returns(true),
  },
  {
    id: "forging.stack-frames",
    title: "finds no function of the bridge's through structured stack traces",
    script: `let seen = "nothing";
Error.prepareStackTrace = (_, frames) => {
  for (const frame of Array.isArray(frames) ? frames : []) {
    const target = frame.getFunction?.();
    if (typeof target === "function" && !String(target).includes("frame.getFunction")) seen = String(target).slice(0, 80);
  }
  return "x";
};
String(new Error("x").stack);
try { await tools.fail({ message: "y" }); } catch (error) { String(error.stack); }
return seen;`,
    expect: returns("nothing"),
  },
  {
    id: "forging.nul-in-name",
    title: "looks tool names up whole",
    script: 'try { await tools["echo\\0.denied"]({}); return "called"; } catch (error) { return "refused"; }',
    expect: returns("refused", { callCount: 0 }),
  },
  {
    id: "forging.inherited-names",
    title: "takes no member of Object.prototype for a tool",
    script: `const answers = [];
for (const name of ["hasOwnProperty", "valueOf", "toString", "isPrototypeOf", "__defineGetter__", "constructor", "__proto__"]) {
  try { const value = tools[name]; if (typeof value === "function") { await value.call(tools, "x"); } answers.push("no call"); } catch { answers.push("no call"); }
}
return answers.length;`,
    expect: returns(7, { callCount: 0 }),
  },
  {
    id: "forging.coercion",
    title: "makes no call when a namespace is printed, compared or serialised",
    script: `const kinds = [];
for (const use of [() => String(tools), () => JSON.stringify(tools), () => tools + "", () => tools == 1, () => tools instanceof Object, () => console.log(tools), () => Symbol.iterator in tools]) {
  try { use(); kinds.push("done"); } catch { kinds.push("done"); }
}
return kinds.length;`,
    expect: returns(7, { callCount: 0 }),
  },
  {
    id: "forging.other-namespace",
    title: "calls nothing outside of the namespaces it was given",
    script: 'const secret = globalThis["secrets"]; return typeof secret;',
    expect: returns("undefined", { callCount: 0 }),
  },
  {
    id: "forging.this",
    title: "calls the same tool whatever this is",
    script:
      "const { echo } = tools; return [await echo(1), await echo.call(null, 2), await echo.apply(github, [3]), await Reflect.apply(echo, undefined, [4])];",
    expect: returns([1, 2, 3, 4], { calls: ["echo", "echo", "echo", "echo"] }),
  },
  {
    id: "forging.constructor-chain",
    title: "reaches nothing through constructors of what the host made",
    script: `const seen = [];
const look = (value) => { try { return typeof value.constructor.constructor("return typeof process === 'object' ? process : undefined")(); } catch { return "undefined"; } };
let error; try { await tools.fail({ message: "x" }); } catch (caught) { error = caught; }
for (const value of [tools, tools.echo, console, console.log, error, await tools.echo({}), await tools.bytes({ size: 1 }), tools.echo(1), setTimeout, URL]) seen.push(look(value));
return seen.every((kind) => kind === "undefined");`,
    expect: anyOf(returns(true)),
  },
];
