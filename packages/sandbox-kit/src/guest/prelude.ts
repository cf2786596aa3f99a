import { rejectCall, resolveCall } from "./calls.ts";
import { installConsole } from "./console.ts";
import { installGlobals } from "./globals.ts";
import { failureText } from "./failure.ts";
import { connectHost, host } from "./host-port.ts";
import type { HostFunction } from "./host-port.ts";
import { installJsonParse } from "./json-parse.ts";
import { installNamespace } from "./namespaces.ts";
import { stringIndexOf, stringSlice } from "./primordials.ts";
import { runScript } from "./script.ts";
import type { StartMessage } from "./script.ts";
import { installTimers, wake } from "./timers.ts";

/**
 * Makes a fresh realm into the guest's world, and answers the function through which the driver hands text in. It never
 * throws because of what a script did.
 */
export function start(hostFunction: HostFunction): (text: string) => void {
  connectHost(hostFunction);
  installConsole();
  installTimers();
  installGlobals();
  installJsonParse();
  return deliver;
}

function deliver(text: string): void {
  switch (text[0]) {
    case "S":
      runScript(stringSlice(text, 1), install);
      return;
    case "R":
      settle(text, resolveCall);
      return;
    case "E":
      settle(text, rejectCall);
      return;
    case "T":
      wakeSafely();
      return;
    default:
  }
}

function install(message: StartMessage): void {
  for (let index = 0; index < message.namespaces.length; index += 1) {
    const namespace = message.namespaces[index] as readonly [string, number];
    installNamespace(index, namespace[0], namespace[1]);
  }
}

function settle(text: string, finish: (id: number, rest: string) => void): void {
  const comma = stringIndexOf(text, ",");
  finish(+stringSlice(text, 1, comma), stringSlice(text, comma + 1));
}

/** What a timer's callback throws, nobody can catch: it fails the script, as it ends a Node process. */
function wakeSafely(): void {
  try {
    wake();
  } catch (error) {
    host(`F${failureText(error, "script")}`);
  }
}
