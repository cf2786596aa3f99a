import { describeSandbox } from "@postern/sandbox-kit/testing";
import { afterAll, describe, it } from "vitest";
import { createQuickJsSandbox } from "../src/index.ts";

describeSandbox({ describe, it, afterAll }, createQuickJsSandbox);
