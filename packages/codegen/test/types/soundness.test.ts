import { expect, test } from "vitest";
import { wrongAnswers } from "./compile.ts";
import { COMBINATIONS } from "./cases/combinations.ts";
import { DIALECTS } from "./cases/dialects.ts";
import { REFERENCES } from "./cases/references.ts";
import { STRUCTURES } from "./cases/structures.ts";

test.each([
  ["objects, arrays and scalars", STRUCTURES],
  ["combinations and conditions", COMBINATIONS],
  ["references", REFERENCES],
  ["dialects", DIALECTS],
])("%s: what a schema accepts is assignable, and what its type can refuse it refuses", (_, cases) => {
  expect(wrongAnswers(cases)).toEqual([]);
});
