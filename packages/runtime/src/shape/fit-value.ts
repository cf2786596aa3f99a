import { isJsonObject, type JsonObject, type JsonValue } from "@postern/core";

/** A value cut down to a size. */
export interface FittedValue {
  readonly value: JsonValue;
  /** What was cut, as in `$.items: 93 of 10,000 items`. Empty where all fits. */
  readonly cuts: readonly string[];
}

/** What is left of a member at least, so that many members become few whole ones and not many stumps. */
const MIN_MEMBER_CHARS = 256;
const MAX_CUTS_TOLD = 8;
/** Room for a marker such as `"… 9,907 more of 10,000 items"` and its comma. */
const MARKER_CHARS = 48;

/**
 * Cuts a value so that its JSON text has at most `maxChars` characters and is still JSON of the same build: what is small
 * stays whole, the largest strings, arrays and objects lose their ends first, and each says in place what is missing.
 * The work is bounded by `maxChars`, not by the value.
 */
export function fitValue(value: JsonValue, maxChars: number): FittedValue {
  const sizes: Sizes = new Map();
  if (jsonChars(value, maxChars, sizes) <= maxChars) {
    return { value, cuts: [] };
  }
  // Names longer than their share make a cut value too long; a tighter try then fits.
  for (let room = Math.max(maxChars, MARKER_CHARS); room >= MARKER_CHARS; room = Math.floor(room * 0.8)) {
    const cuts: string[] = [];
    const fitted = fit({ value, path: "$" }, room, { sizes, cuts });
    if (JSON.stringify(fitted).length <= maxChars) {
      const told = cuts.slice(0, MAX_CUTS_TOLD);
      return { value: fitted, cuts: cuts.length > told.length ? [...told, `${cuts.length - told.length} more`] : told };
    }
  }
  return { value: null, cuts: ["$: all of it"] };
}

/** Characters of each array's and object's JSON; of those that did not fit, a number beyond what they were to fit into. */
type Sizes = Map<object, number>;

interface Place {
  readonly value: JsonValue;
  readonly path: string;
}

interface Fitting {
  readonly sizes: Sizes;
  readonly cuts: string[];
}

function fit(place: Place, maxChars: number, fitting: Fitting): JsonValue {
  const { value } = place;
  if (jsonChars(value, maxChars, fitting.sizes) <= maxChars) {
    return value;
  }
  if (typeof value === "string") {
    return fitString(value, place.path, { maxChars, fitting });
  }
  if (isArray(value)) {
    return fitArray(value, place.path, { maxChars, fitting });
  }
  return isJsonObject(value) ? fitObject(value, place.path, { maxChars, fitting }) : value;
}

interface Room {
  readonly maxChars: number;
  readonly fitting: Fitting;
}

function fitString(value: string, path: string, { maxChars, fitting }: Room): string {
  const marker = ` … [${count(value.length)} characters]`;
  let end = Math.min(value.length, Math.max(0, maxChars - marker.length - 2));
  while (end > 0 && JSON.stringify(value.slice(0, end)).length + marker.length > maxChars) {
    end = Math.floor(end * 0.9);
  }
  fitting.cuts.push(`${path}: ${count(end)} of ${count(value.length)} characters`);
  return `${value.slice(0, end).replace(/[\ud800-\udbff]$/u, "")}${marker}`;
}

function fitArray(value: readonly JsonValue[], path: string, { maxChars, fitting }: Room): JsonValue {
  const room = maxChars - 2;
  const sizes = sizesThatFit(value.length, room, (index) => jsonChars(value[index] ?? null, room, fitting.sizes) + 1);
  const kept = sizes.length;
  const shares = shareOut(sizes, kept < value.length ? room - MARKER_CHARS : room);
  const items = value
    .slice(0, kept)
    .map((item, index) => fit({ value: item, path: `${path}[${index}]` }, (shares[index] ?? 0) - 1, fitting));
  if (kept === value.length) {
    return items;
  }
  fitting.cuts.push(`${path}: ${count(kept)} of ${count(value.length)} items`);
  return [...items, `… ${count(value.length - kept)} more of ${count(value.length)} items`];
}

function fitObject(value: JsonObject, path: string, { maxChars, fitting }: Room): JsonValue {
  const names = Object.keys(value);
  const room = maxChars - 2;
  const nameChars = (index: number): number => JSON.stringify(names[index] ?? "").length + 2;
  const memberAt = (index: number): JsonValue => value[names[index] ?? ""] ?? null;
  const sizes = sizesThatFit(
    names.length,
    room,
    (index) => jsonChars(memberAt(index), room, fitting.sizes) + nameChars(index),
  );
  const kept = sizes.length;
  const shares = shareOut(sizes, kept < names.length ? room - MARKER_CHARS : room);
  const fitted = names.slice(0, kept).map((name, index): [string, JsonValue] => {
    const chars = (shares[index] ?? 0) - nameChars(index);
    return [name, fit({ value: memberAt(index), path: `${path}${memberPath(name)}` }, chars, fitting)];
  });
  if (kept === names.length) {
    return Object.fromEntries(fitted);
  }
  fitting.cuts.push(`${path}: ${count(kept)} of ${count(names.length)} properties`);
  return Object.fromEntries([
    ...fitted,
    ["…", `${count(names.length - kept)} more of ${count(names.length)} properties`],
  ]);
}

/** The sizes of as many members, from the first on, as can each have what they need or the least that makes sense. */
function sizesThatFit(members: number, room: number, sizeOf: (index: number) => number): readonly number[] {
  const sizes: number[] = [];
  let used = 0;
  while (sizes.length < members) {
    const size = sizeOf(sizes.length);
    used += Math.min(size, MIN_MEMBER_CHARS);
    if (used > (sizes.length === members - 1 ? room : room - MARKER_CHARS)) {
      return sizes;
    }
    sizes.push(size);
  }
  return sizes;
}

/** Room for each member: all that it needs where that is little, and equal shares of the rest for the large ones. */
function shareOut(sizes: readonly number[], room: number): readonly number[] {
  const ascending = [...sizes.keys()].sort((a, b) => (sizes[a] ?? 0) - (sizes[b] ?? 0));
  const shares = sizes.map(() => 0);
  let left = room;
  for (const [rank, index] of ascending.entries()) {
    const share = Math.min(sizes[index] ?? 0, Math.floor(left / (ascending.length - rank)));
    shares[index] = share;
    left -= share;
  }
  return shares;
}

/** Characters of the JSON text, or some number beyond `enough` as soon as there are more. */
function jsonChars(value: JsonValue, enough: number, sizes: Sizes): number {
  if (typeof value === "string") {
    return value.length > enough ? value.length + 2 : JSON.stringify(value).length;
  }
  if (typeof value !== "object" || value === null) {
    return String(value).length;
  }
  const known = sizes.get(value);
  if (known !== undefined) {
    return known;
  }
  let chars = 2;
  if (isArray(value)) {
    for (let index = 0; index < value.length && chars <= enough; index += 1) {
      chars += jsonChars(value[index] ?? null, enough - chars, sizes) + 1;
    }
  } else {
    for (const name in value) {
      if (chars > enough) {
        break;
      }
      chars += JSON.stringify(name).length + 2;
      chars += jsonChars(value[name] ?? null, enough - chars, sizes);
    }
  }
  // A part is never asked for with more room than the first time, so what was too much stays too much.
  sizes.set(value, chars);
  return chars;
}

function isArray(value: JsonValue): value is readonly JsonValue[] {
  return Array.isArray(value);
}

function memberPath(name: string): string {
  return /^[\p{ID_Start}$_][\p{ID_Continue}$]{0,63}$/u.test(name)
    ? `.${name}`
    : `[${JSON.stringify(name.slice(0, 64))}]`;
}

function count(number: number): string {
  return number.toLocaleString("en-US");
}
