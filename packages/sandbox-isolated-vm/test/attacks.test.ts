import { describeAttacks } from "@postern/sandbox-kit/testing";
import { afterAll, describe, it } from "vitest";
import { createIsolatedVmSandbox } from "../src/index.ts";

describeAttacks({ describe, it, afterAll }, createIsolatedVmSandbox);
