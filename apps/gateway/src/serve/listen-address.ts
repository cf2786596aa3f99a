import { PosternError } from "@postern/core";

/** Where to listen. Port 0 takes any free one. */
export interface ListenAddress {
  readonly host: string;
  readonly port: number;
}

const ADDRESS = /^(?:\[(?<bracketed>[^\]]+)\]|(?<plain>[^:]+)):(?<port>\d{1,5})$/u;

/** Reads `HOST:PORT`; an IPv6 host stands in brackets. @throws {PosternError} INVALID_OPTION */
export function parseListenAddress(text: string): ListenAddress {
  const { bracketed, plain, port = "" } = ADDRESS.exec(text)?.groups ?? {};
  const host = bracketed ?? plain;
  if (host === undefined || Number(port) > 65_535) {
    throw new PosternError(
      "INVALID_OPTION",
      `"${text}" is not an address to listen on; write HOST:PORT, as in 127.0.0.1:7420.`,
    );
  }
  return { host, port: Number(port) };
}

/** Writes `HOST:PORT`. */
export function formatAddress({ host, port }: ListenAddress): string {
  return host.includes(":") ? `[${host}]:${port}` : `${host}:${port}`;
}

const LOOPBACK = /^(?:127(?:\.\d{1,3}){3}|localhost|::1)$/u;

/** Whether only programs on this machine can reach the address. */
export function isLoopback({ host }: ListenAddress): boolean {
  return LOOPBACK.test(host);
}
