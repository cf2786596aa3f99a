import type { ConformanceCase } from "./case.ts";
import { APPROVAL_CASES } from "./cases/approval.ts";
import { BYTES_CASES } from "./cases/bytes.ts";
import { CANCELLATION_CASES } from "./cases/cancellation.ts";
import { CONCURRENCY_CASES } from "./cases/concurrency.ts";
import { CONSOLE_CASES } from "./cases/console.ts";
import { ENDING_CASES } from "./cases/endings.ts";
import { ERROR_CASES } from "./cases/errors.ts";
import { FLOOD_CASES } from "./cases/floods.ts";
import { FORGING_CASES } from "./cases/forging.ts";
import { GLOBAL_CASES } from "./cases/globals.ts";
import { LEAK_CASES } from "./cases/leaks.ts";
import { CALL_LIMIT_CASES } from "./cases/limits-calls.ts";
import { SIZE_LIMIT_CASES } from "./cases/limits-sizes.ts";
import { TIME_LIMIT_CASES } from "./cases/limits-time.ts";
import { LIVENESS_CASES } from "./cases/liveness.ts";
import { NAMESPACE_CASES } from "./cases/namespaces.ts";
import { POSITION_CASES } from "./cases/positions.ts";
import { REUSE_CASES } from "./cases/reuse.ts";
import { TAMPERING_CASES } from "./cases/tampering.ts";
import { UNSERIALIZABLE_CASES } from "./cases/unserializable.ts";
import { VALUE_CASES } from "./cases/values.ts";

/** Every case, by area. Ids are unique and stay as they are. */
export const CONFORMANCE_CASES: readonly ConformanceCase[] = [
  ...VALUE_CASES,
  ...BYTES_CASES,
  ...UNSERIALIZABLE_CASES,
  ...ERROR_CASES,
  ...POSITION_CASES,
  ...CONCURRENCY_CASES,
  ...TIME_LIMIT_CASES,
  ...APPROVAL_CASES,
  ...CALL_LIMIT_CASES,
  ...SIZE_LIMIT_CASES,
  ...CANCELLATION_CASES,
  ...ENDING_CASES,
  ...TAMPERING_CASES,
  ...FORGING_CASES,
  ...LEAK_CASES,
  ...LIVENESS_CASES,
  ...FLOOD_CASES,
  ...REUSE_CASES,
  ...NAMESPACE_CASES,
  ...GLOBAL_CASES,
  ...CONSOLE_CASES,
];
