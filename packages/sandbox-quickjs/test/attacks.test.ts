import { describeAttacks } from "@postern/sandbox-kit/testing";
import { afterAll, describe, it } from "vitest";
import { createQuickJsSandbox } from "../src/index.ts";

describeAttacks({ describe, it, afterAll }, createQuickJsSandbox);
