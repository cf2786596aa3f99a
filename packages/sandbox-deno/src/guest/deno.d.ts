/** The part of Deno's API that the guest's process uses, before it takes it away. */
declare const Deno: {
  readonly stdin: { read(buffer: Uint8Array): Promise<number | null> };
  readonly stdout: { writeSync(bytes: Uint8Array): number };
  exit(code: number): never;
  memoryUsage(): { readonly rss: number };
};
