import { join } from "node:path";
import envPaths from "env-paths";

/** Where Postern keeps what outlives a process. */
export interface StateDirectories {
  /** What was learned; losing it costs comfort. */
  readonly data: string;
  /** What can be made again. */
  readonly cache: string;
}

/** The platform's own folders (on Linux those of the XDG base directories), or those below `POSTERN_HOME`. */
export function stateDirectories(environment: NodeJS.ProcessEnv = process.env): StateDirectories {
  const home = environment["POSTERN_HOME"];
  return home === undefined || home === ""
    ? envPaths("postern", { suffix: "" })
    : { data: join(home, "data"), cache: join(home, "cache") };
}
