import { describeAttacks } from "@postern/sandbox-kit/testing";
import { afterAll, describe, it } from "vitest";
import { createDenoSandbox } from "../src/index.ts";

describeAttacks({ describe, it, afterAll }, createDenoSandbox);
