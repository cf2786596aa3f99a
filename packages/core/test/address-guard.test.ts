import { describe, expect, it } from "vitest";
import { createGuardedLookup, isLoopbackAddress, isPrivateAddress } from "../src/node/index.ts";

describe("isPrivateAddress", () => {
  it.each(["127.0.0.1", "10.1.2.3", "172.31.255.255", "192.168.0.1", "169.254.169.254", "0.0.0.0", "100.64.0.1"])(
    "holds for %s",
    (address) => expect(isPrivateAddress(address)).toBe(true),
  );

  it.each([
    "::1",
    "fd00::1",
    "fe80::1",
    "::ffff:10.0.0.1",
    "::ffff:8.8.8.8",
    "64:ff9b::7f00:1",
    "2002:7f00:1::",
    "not an ip",
  ])("holds for %s", (address) => expect(isPrivateAddress(address)).toBe(true));

  it.each(["8.8.8.8", "172.32.0.1", "100.128.0.1", "2606:4700:4700::1111"])("does not hold for %s", (address) =>
    expect(isPrivateAddress(address)).toBe(false),
  );
});

it("knows this machine's own addresses", () => {
  expect(["127.0.0.1", "127.9.9.9", "::1"].every(isLoopbackAddress)).toBe(true);
  expect(["10.0.0.1", "8.8.8.8", "::2", "localhost"].some(isLoopbackAddress)).toBe(false);
});

describe("a guarded lookup", () => {
  const refusal = (hostname: string): Error => new Error(`${hostname} is refused`);

  it("answers what is allowed", async () => {
    const { promise, resolve } = Promise.withResolvers<unknown>();
    createGuardedLookup(isLoopbackAddress, refusal)("localhost", { family: 4 }, (error, address) =>
      resolve([error, address]),
    );
    expect(await promise).toEqual([null, "127.0.0.1"]);
  });

  it("refuses a name that has no allowed address", async () => {
    const { promise, resolve } = Promise.withResolvers<unknown>();
    const isPublic = (address: string): boolean => !isPrivateAddress(address);
    createGuardedLookup(isPublic, refusal)("localhost", { all: true }, (error) => resolve(error?.message));
    expect(await promise).toBe("localhost is refused");
  });
});
