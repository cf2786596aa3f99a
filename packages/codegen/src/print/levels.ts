import type { Detail } from "../options.ts";
import { SHAPES, WHOLE } from "./reduce-type.ts";
import type { Level } from "./reduce-type.ts";

/** Where a description of `summary` ends at the latest, in characters. */
const SUMMARY_CHARS = 200;
const SHORT_CHARS = 80;

const SUMMARY: Level = { ...WHOLE, descriptionChars: SUMMARY_CHARS, toolDescriptionChars: SUMMARY_CHARS };
const SHORT: Level = { ...SHAPES, descriptionChars: SHORT_CHARS, toolDescriptionChars: SUMMARY_CHARS };
const TOOLS_ONLY: Level = { ...SHAPES, toolDescriptionChars: SHORT_CHARS };

/** What is left out step by step: constraints, then descriptions, then structure from its depth up. */
const LADDER: readonly Level[] = [
  WHOLE,
  { ...WHOLE, hasConstraints: false },
  { ...SUMMARY, hasConstraints: false },
  SHORT,
  TOOLS_ONLY,
  SHAPES,
  ...[4, 3, 2, 1, 0].map((depth) => ({ ...SHAPES, depth })),
];

/** The levels to try in turn, the first being what was asked for. */
export function levelsOf(detail: Detail): readonly Level[] {
  switch (detail) {
    case "full":
      return LADDER;
    case "summary":
      return [SUMMARY, ...LADDER.slice(2)];
    default:
      return LADDER.slice(LADDER.indexOf(SHAPES));
  }
}
