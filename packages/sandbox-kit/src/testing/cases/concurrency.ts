import { type ConformanceCase, returns } from "../case.ts";

/** Cases over calls at once and the order in which things happen. */
export const CONCURRENCY_CASES: readonly ConformanceCase[] = [
  {
    id: "concurrency.ten-at-once",
    title: "has ten calls of Promise.all under way at once",
    script: "return await Promise.all(Array.from({ length: 10 }, () => tools.gate({ parties: 10 })));",
    expect: returns(
      Array.from({ length: 10 }, () => 10),
      { mostCallsAtOnce: 10 },
    ),
  },
  {
    id: "concurrency.two-namespaces",
    title: "has calls of different namespaces under way at once",
    script: `const slow = tools.slow({ ms: 20 });
const quick = await github.get_user({ id: 1 });
return [quick.called, await slow];`,
    expect: returns(["github.get_user", 20], { calls: ["slow", "get_user"] }),
  },
  {
    id: "concurrency.results-in-place",
    title: "gives each call its own result, whichever is first",
    script: `return await Promise.all([30, 1, 15].map((ms) => tools.slow({ ms })));`,
    expect: returns([30, 1, 15]),
  },
  {
    id: "concurrency.settle-order",
    title: "settles calls in the order in which they are answered",
    script: `const order = [];
await Promise.all([
  tools.slow({ ms: 60 }).then(() => order.push("slow")),
  tools.echo(1).then(() => order.push("quick")),
]);
return order;`,
    expect: returns(["quick", "slow"]),
  },
  {
    id: "concurrency.start-order",
    title: "makes calls in the order of the script",
    script: 'await Promise.all([tools.echo(1), tools.mark(), github.get_user({}), tools["list-items"]({})]);',
    expect: returns(undefined, { calls: ["echo", "mark", "get_user", "list-items"] }),
  },
  {
    id: "concurrency.race",
    title: "lets the quicker call win a race and aborts the other at the end",
    script: 'return await Promise.race([tools.never(), tools.echo("first")]);',
    expect: returns("first", { abortedCalls: ["never"], unsettledCalls: ["tools.never"] }),
  },
  {
    id: "concurrency.any",
    title: "gives Promise.any the first that works",
    script: 'return await Promise.any([tools.fail({ message: "no" }), tools.echo("yes")]);',
    expect: returns("yes"),
  },
  {
    id: "concurrency.all-settled",
    title: "gives Promise.allSettled every end",
    script: `const ends = await Promise.allSettled([tools.echo(1), tools.fail({ message: "f" }), tools.slow({ ms: 1 })]);
return ends.map((end) => end.status);`,
    expect: returns(["fulfilled", "rejected", "fulfilled"]),
  },
  {
    id: "concurrency.all-rejects",
    title: "fails Promise.all with the first failure while other calls are under way",
    script: `try { await Promise.all([tools.never(), tools.fail({ message: "first" })]); } catch (error) { return error.message; }`,
    expect: returns("first", { abortedCalls: ["never"] }),
  },
  {
    id: "concurrency.hundred",
    title: "makes 100 calls at once and gets every result in place",
    script: `const values = await Promise.all(Array.from({ length: 100 }, (_, i) => tools.echo(i)));
return values.every((value, i) => value === i);`,
    expect: returns(true, { callCount: 100 }),
  },
  {
    id: "concurrency.sequence",
    title: "makes 200 calls one after another",
    script: "let sum = 0; for (let i = 0; i < 200; i++) sum += await tools.echo(i); return sum;",
    expect: returns(19_900, { callCount: 200, mostCallsAtOnce: 1 }),
  },
  {
    id: "concurrency.then-chain",
    title: "makes calls from callbacks of calls",
    script: "return await tools.echo(1).then((a) => tools.echo(a + 1)).then((b) => tools.echo(b + 1));",
    expect: returns(3, { callCount: 3 }),
  },
  {
    id: "concurrency.compute-while-waiting",
    title: "goes on computing while a call is under way",
    script: `let turns = 0;
const call = tools.slow({ ms: 30 }).then(() => "answered");
const spin = (async () => { for (; turns < 100; turns++) await null; return "computed"; })();
return [await Promise.race([call, spin]), await call, turns];`,
    expect: returns(["computed", "answered", 100]),
  },
  {
    id: "concurrency.await-in-loop",
    title: "keeps the order of sequential calls",
    script: `const seen = [];
for (const value of ["a", "b", "c"]) seen.push(await tools.echo(value));
return seen.join("");`,
    expect: returns("abc", { mostCallsAtOnce: 1 }),
  },
  {
    id: "concurrency.timers-and-calls",
    title: "runs timers while calls are under way",
    script: `const order = [];
setTimeout(() => order.push("timer"), 1);
await tools.slow({ ms: 60 });
return order;`,
    expect: returns(["timer"]),
  },
  {
    id: "concurrency.microtask-order",
    title: "runs microtasks in order",
    script: `const order = [];
Promise.resolve().then(() => order.push(1)).then(() => order.push(3));
Promise.resolve().then(() => order.push(2)).then(() => order.push(4));
await new Promise((resolve) => setTimeout(resolve, 1));
return order;`,
    expect: returns([1, 2, 3, 4]),
  },
  {
    id: "concurrency.two-executions",
    title: "runs executions at the same time and keeps them apart",
    script: 'globalThis.mine = "a"; const back = await tools.slow({ ms: 20 }); return [mine, back];',
    beside: [
      {
        script: 'globalThis.mine = "b"; const back = await tools.slow({ ms: 25 }); return [mine, back];',
        expect: returns(["b", 25]),
      },
      { script: "await tools.slow({ ms: 5 }); return typeof mine;", expect: returns("undefined") },
    ],
    expect: returns(["a", 20]),
  },
  {
    id: "concurrency.beside-a-spinner",
    title: "runs an execution to its end while another spins",
    needs: ["preemption"],
    script: "for (;;);",
    budget: { wallTimeMs: 400 },
    beside: [
      { script: "let s = 0; for (let i = 0; i < 20; i++) s += await tools.echo(i); return s;", expect: returns(190) },
    ],
    expect: { status: "failed", code: "TIMEOUT" },
  },
];
