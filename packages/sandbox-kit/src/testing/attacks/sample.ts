import type { Attack, AttackCategory, AttackExpectation, HostInvariant } from "./attack.ts";
import { CPU, MEMORY } from "./sample-availability.ts";
import { BRIDGE, ESCAPE, LEAK } from "./sample-reach.ts";
import type { AttackRow } from "./sample-row.ts";

/** What holds after every attack of the sample. */
const HOST_IS_WELL: HostInvariant = {
  alive: true,
  nextExecution: true,
  protoClean: true,
  noSecret: true,
  noHostFx: true,
  noHostPath: true,
  noToolCallAfterEnd: true,
  onlyKnownTools: true,
  maxLoopBlockMs: 250,
  maxRssGrowthMb: 320,
};

const STATE: readonly AttackRow[] = [
  ["overflow", "Overflows the stack", "const f = () => [f()]; f();", "error:script"],
  [
    "pending-forever",
    "Leaves calls and promises behind",
    'tools.slow({ ms: 500 }); new Promise(() => {}); setTimeout(() => {}, 1e9); return "left";',
    'value:"left"',
  ],
];

/** Attacks whose second execution has to find nothing of the first. */
const CARRY_OVER: readonly (readonly [
  id: string,
  description: string,
  code: string,
  next: string,
  expected: AttackExpectation,
])[] = [
  ["global-left", "Leaves a global", "globalThis.loot = 1; return 1;", "return typeof loot;", 'value:"undefined"'],
  [
    "then-left",
    "Leaves a patched then",
    "const t = Promise.prototype.then; Promise.prototype.then = function (f, r) { return t.call(this, (v) => f && f('stolen'), r); }; return 1;",
    "return await Promise.resolve(3).then((n) => n + 1);",
    "value:4",
  ],
  [
    "console-left",
    "Leaves a patched console",
    "console.log = () => { globalThis.heard = true; }; return 1;",
    'console.log("x"); return typeof heard;',
    'value:"undefined"',
  ],
  [
    "accessor-left",
    "Leaves an accessor for the next script's secret",
    'Object.defineProperty(Object.prototype, "apiKey", { set(v) { globalThis.stolen = v; }, configurable: true }); return 1;',
    'const o = {}; o.apiKey = "k"; return [o.apiKey, typeof stolen];',
    'value:["k","undefined"]',
  ],
  [
    "loop-left",
    "Leaves a loop of calls",
    "(async () => { for (;;) { await tools.slow({ ms: 3 }); globalThis.tick = 1; } })(); return 1;",
    "await tools.slow({ ms: 30 }); return typeof tick;",
    'value:"undefined"',
  ],
];

function attacks(category: AttackCategory, rows: readonly AttackRow[]): Attack[] {
  return rows.map(([id, description, code, expect = "contained", ...accept]) => ({
    id: `${category}.${id}`,
    category,
    description,
    code,
    expect,
    accept,
    hostInvariant: HOST_IS_WELL,
  }));
}

/** A fixed sample of every kind of attack: what continuous integration runs against every driver. */
export const ATTACK_SAMPLE: readonly Attack[] = [
  ...attacks("cpu", CPU),
  ...attacks("memory", MEMORY),
  ...attacks("escape", ESCAPE),
  ...attacks("bridge", BRIDGE),
  ...attacks("leak", LEAK),
  ...attacks("state", STATE),
  ...CARRY_OVER.map(([id, description, code, next, expected]): Attack => ({
    id: `state.${id}`,
    category: "state",
    description,
    code,
    expect: "value:1",
    accept: ["error:script"],
    followUp: { code: next, expect: expected },
    hostInvariant: HOST_IS_WELL,
  })),
];
