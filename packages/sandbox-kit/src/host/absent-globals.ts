import type { GuestNamespace } from "@postern/core";

/** What a script may use beside the language. */
const GLOBALS =
  "console, setTimeout, clearTimeout, URL, URLSearchParams, TextEncoder, TextDecoder, structuredClone, atob, btoa, crypto.randomUUID";

/** What there is instead of a global that models expect. */
const HINTS: readonly (readonly [names: string, hint: string])[] = [
  [
    "fetch XMLHttpRequest WebSocket EventSource Request Response Headers navigator",
    "There is no network here; call a tool.",
  ],
  ["process Deno Bun global __dirname __filename", "There is no operating system here."],
  ["require module exports", "There are no modules here."],
  ["Buffer", "Use Uint8Array, TextEncoder, atob and btoa."],
  ["setInterval clearInterval setImmediate queueMicrotask requestAnimationFrame", "Use setTimeout."],
  ["performance", "Use Date.now()."],
  ["localStorage sessionStorage indexedDB caches", "Nothing is kept between scripts; return what is needed later."],
  ["window document self", "There is no page here."],
  ["WebAssembly SharedArrayBuffer Atomics Worker", "There is one thread, and the language alone."],
];

/** What the error of an unknown name says. */
export function unknownGlobalMessage(name: string, namespaces: readonly GuestNamespace[]): string {
  const hint = HINTS.find(([names]) => names.split(" ").includes(name))?.[1];
  return `${name} is not defined. ${hint === undefined ? "" : `${hint} `}${globalsText(namespaces)}`;
}

/** What an `import` says. */
export function importMessage(namespaces: readonly GuestNamespace[]): string {
  return `import is not available: there are no modules here. ${globalsText(namespaces)}`;
}

const MAX_NAMESPACES = 20;

function globalsText(namespaces: readonly GuestNamespace[]): string {
  const names = namespaces.map((namespace) => namespace.name);
  const shown = names.slice(0, MAX_NAMESPACES).join(", ");
  const rest = names.length > MAX_NAMESPACES ? ` and ${names.length - MAX_NAMESPACES} more` : "";
  return `The globals are ${names.length === 0 ? "" : `the namespaces ${shown}${rest}, and `}${GLOBALS}.`;
}
