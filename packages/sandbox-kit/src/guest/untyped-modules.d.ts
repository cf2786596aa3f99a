declare module "punycode/" {
  const punycode: { toASCII(domain: string): string };
  export default punycode;
}

declare module "whatwg-url" {
  export const URL: unknown;
  export const URLSearchParams: unknown;
}
