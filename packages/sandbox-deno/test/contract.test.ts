import { describeSandbox } from "@postern/sandbox-kit/testing";
import { afterAll, describe, it } from "vitest";
import { createDenoSandbox } from "../src/index.ts";

describeSandbox({ describe, it, afterAll }, createDenoSandbox);
