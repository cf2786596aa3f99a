/** Waits for work, or for so many milliseconds, whichever is first; not at all where there are none. */
export async function within(work: Promise<unknown>, timeoutMs: number): Promise<void> {
  if (timeoutMs <= 0) {
    return;
  }
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, timeoutMs);
  await Promise.race([work, promise]);
  clearTimeout(timer);
}
