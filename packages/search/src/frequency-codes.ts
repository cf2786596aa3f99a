/** Frequencies are kept in eight bits, on a scale of equal ratios: from 0.01 to about 18, within 1.5 %. */
const LEAST = 0.01;
const RATIO = 1.03;

const FREQUENCIES = Float32Array.from({ length: 256 }, (_, code) => LEAST * RATIO ** code);

/** The code of the nearest frequency on the scale. */
export function encodeFrequency(frequency: number): number {
  return Math.max(0, Math.min(255, Math.round(Math.log(frequency / LEAST) / Math.log(RATIO))));
}

/** The frequency of each code. */
export function frequencyTable(): Float32Array {
  return FREQUENCIES;
}
