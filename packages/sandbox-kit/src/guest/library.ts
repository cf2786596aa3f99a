import { host } from "./host-port.ts";
import { NativeFunction, NativeMap, mapGet, mapSet } from "./primordials.ts";
import * as primordials from "./primordials.ts";

const loaded = new NativeMap<string, unknown>();

/**
 * A part of the guest's world that most scripts never touch, such as the URL parser. Its source is asked from the driver
 * and evaluated when it is first used, so a guest starts fast.
 */
export function loadLibrary(name: string): unknown {
  let library = mapGet(loaded, name);
  if (library === undefined) {
    const source = host(`X${name}`) ?? "";
    const evaluate = new NativeFunction("PRIMORDIALS", source) as (shared: object) => unknown;
    library = evaluate(primordials);
    mapSet(loaded, name, library);
  }
  return library;
}
