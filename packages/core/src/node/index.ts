// Which addresses a host may be asked to connect to
export { createGuardedLookup, isLoopbackAddress, isPrivateAddress } from "./address-guard.ts";
export type { GuardedLookup } from "./address-guard.ts";

// Secrets, wherever they are kept
export { readSecret } from "./secret.ts";
export type { Secret, SecretPlace } from "./secret.ts";
