import { randomUUID } from "node:crypto";
import type { Guest, Engine } from "./engine.ts";
import { LIBRARY_SOURCES } from "./generated/libraries.ts";
import { PRELUDE_SOURCE } from "./generated/prelude.ts";
import type { MemberList } from "./member-list.ts";

/** What a guest gets besides its engine. */
export interface GuestPortOptions {
  readonly memoryLimitBytes: number;
  /** A list of members, by its number. */
  readonly memberList: (listId: number) => MemberList | undefined;
  /** Takes the frames that go to the execution. */
  readonly emit: (frame: string) => void;
}

/** Makes a guest whose questions (lists, libraries, random numbers) are answered here, in its own process. */
export async function openGuest(engine: Engine, options: GuestPortOptions): Promise<Guest> {
  return engine.createGuest({
    memoryLimitBytes: options.memoryLimitBytes,
    prelude: PRELUDE_SOURCE,
    host: (text) => {
      switch (text[0]) {
        case "N":
          return options.memberList(Number(text.slice(1)))?.text;
        case "G":
          return options.memberList(Number.parseInt(text.slice(1), 10))?.find(text.slice(text.indexOf(",") + 1));
        case "X":
          return Object.hasOwn(LIBRARY_SOURCES, text.slice(1)) ? LIBRARY_SOURCES[text.slice(1)] : undefined;
        case "M":
          return undefined;
        case "U":
          return randomUUID();
        default:
          options.emit(text);
          return undefined;
      }
    },
  });
}
