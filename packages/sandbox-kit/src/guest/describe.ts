import { loadLibrary } from "./library.ts";

interface InspectLibrary {
  readonly inspect: (value: unknown) => string;
}

/** A value as readable text, bounded in depth and size; the same on every engine. */
export function describe(value: unknown): string {
  return (loadLibrary("inspect") as InspectLibrary).inspect(value);
}
