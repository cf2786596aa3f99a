// What runs in the Deno process: reads lines, hands text to a realm that has nothing but the language, writes what it says.
// The lines are those of the kit's worker. Deno reads this file as it is; it imports nothing of ours.
import { createContext, runInContext } from "node:vm";

const { stdin, stdout, exit, memoryUsage } = Deno;
const encoder = new TextEncoder();
const decoder = new TextDecoder();
const { parse } = JSON;
const randomUUID = crypto.randomUUID.bind(crypto);

/** What the first line brings. */
interface Sources {
  readonly prelude: string;
  readonly libraries: Readonly<Record<string, string>>;
}

/** A list of members: identifiers, and own names that are not the identifier. */
type MemberNames = readonly [readonly string[], readonly (string | 0)[]];

const memberLists = new Map<string, string>();
/** The same, parsed when a script first asks for a name. */
const memberNames = new Map<string, MemberNames>();
let sources: Sources = { prelude: "", libraries: {} };
let nonce = "";
let deliver: ((text: string) => void) | undefined;

/** All that is left of the process's own world, so that whoever gets out of the realm finds the language again. */
const KEPT_GLOBALS =
  "Array ArrayBuffer BigInt Boolean DataView Date Error Function Infinity JSON Map Math NaN Number Object Promise RangeError Reflect RegExp Set String Symbol TypeError Uint8Array WeakMap WeakSet eval globalThis undefined".split(
    " ",
  );

function write(text: string): void {
  const bytes = encoder.encode(`${nonce}${text}\n`);
  let written = 0;
  while (written < bytes.length) {
    written += stdout.writeSync(bytes.subarray(written));
  }
}

/** Answers the guest's questions here and passes on everything else. Takes and gives strings only, and never throws. */
function host(text: string): string | undefined {
  switch (text[0]) {
    case "N":
      return memberLists.get(text.slice(1));
    case "G":
      return findMember(text.slice(1));
    case "X":
      return Object.hasOwn(sources.libraries, text.slice(1)) ? sources.libraries[text.slice(1)] : undefined;
    case "M":
      return undefined;
    case "U":
      return randomUUID();
    default:
      write(text);
      return undefined;
  }
}

/**
 * Answers `place,identifier` to `list,name`; the name is JSON. Identifiers go before tools' own names. The process serves one
 * script, which asks for a few of them: an index of all would take longer than to look through them.
 */
function findMember(question: string): string | undefined {
  const comma = question.indexOf(",");
  const id = question.slice(0, comma);
  const names = memberNames.get(id) ?? (parse(memberLists.get(id) ?? "[[],[]]") as MemberNames);
  memberNames.set(id, names);
  const [identifiers, ownNames] = names;
  const name = parse(question.slice(comma + 1)) as string;
  const asIdentifier = identifiers.indexOf(name);
  const place = asIdentifier < 0 ? ownNames.indexOf(name) : asIdentifier;
  return place < 0 ? undefined : `${place},${identifiers[place]}`;
}

/** A realm of its own: its global has no prototype of ours, and code in it has nothing to import with. */
function openRealm(): (text: string) => void {
  const realm = createContext(Object.create(null) as object);
  const start = runInContext(sources.prelude, realm, { filename: "postern:guest" }) as (
    answer: typeof host,
  ) => (text: string) => void;
  return start(host);
}

function handle(line: string): void {
  const text = line.slice(1);
  switch (line[0]) {
    case "I":
      sources = parse(text) as Sources;
      return;
    case "P":
      nonce = text.slice(text.indexOf(",") + 1);
      deliver = openRealm();
      write(`+${memoryUsage().rss}`);
      return;
    case "N":
      memberLists.set(text.slice(0, text.indexOf(",")), text.slice(text.indexOf(",") + 1));
      return;
    case "D":
      // As a job of its own, the guest's code has no frame of this file below it: its stacks name nothing of the host's.
      if (deliver !== undefined) {
        void Promise.resolve(text).then(deliver);
      }
      return;
    default:
  }
}

/** What nobody in the guest handles is the guest's own affair; Deno would end the process. */
(globalThis as unknown as EventTarget).addEventListener("unhandledrejection", (event) => event.preventDefault());
for (const key of Reflect.ownKeys(globalThis)) {
  // What stands under symbols are the listeners above.
  if (typeof key === "string" && !KEPT_GLOBALS.includes(key)) {
    Reflect.deleteProperty(globalThis, key);
  }
}

let pending = "";
const buffer = new Uint8Array(64 * 1024);
for (let read = await stdin.read(buffer); read !== null; read = await stdin.read(buffer)) {
  pending += decoder.decode(buffer.subarray(0, read), { stream: true });
  if (pending.includes("\n")) {
    const lines = pending.split("\n");
    pending = lines.pop() ?? "";
    for (const line of lines) {
      handle(line);
    }
  }
}
exit(0);
