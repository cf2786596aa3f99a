// The URL standard's reference implementation. Its table of Unicode domain names is left out (see scripts/generate.ts).
export { URL, URLSearchParams } from "whatwg-url";
