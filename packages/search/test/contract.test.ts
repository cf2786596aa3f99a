import { describe, it } from "vitest";
import { createSearchIndex } from "../src/index.ts";
import { describeSearchIndex } from "../src/testing/index.ts";

describeSearchIndex({ describe, it }, createSearchIndex);
