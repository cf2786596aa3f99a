/** The bounds that the guest half keeps early, out of politeness; the host keeps each of them again. */
export interface GuestLimits {
  maxArgumentBytes: number;
  maxResultBytes: number;
  maxLogBytes: number;
  maxLogLines: number;
}

/** Of the script that runs. Set once, when it starts. */
export const limits: GuestLimits = { maxArgumentBytes: 0, maxResultBytes: 0, maxLogBytes: 0, maxLogLines: 0 };
