/**
 * For the environment of programs that are given little of the tests' own: what one of them compiled, the others read, as
 * all other processes of the tests do.
 */
export const COMPILE_CACHE: Readonly<Record<string, string>> = {
  NODE_COMPILE_CACHE: process.env["NODE_COMPILE_CACHE"] ?? "",
};
