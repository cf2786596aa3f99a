import type { FetchLike } from "@modelcontextprotocol/client";
import type { Authority } from "./authority.ts";

/**
 * A `fetch` that authorizes requests to one origin, and repeats a request that was refused with 401 or 403 once, when the
 * authority has something new. A refused request was not carried out.
 */
export function createAuthorizedFetch(authority: Authority, serverUrl: string, inner: FetchLike): FetchLike {
  const { origin } = new URL(serverUrl);
  return async (url, init) => {
    if (new URL(url).origin !== origin) {
      return inner(url, init);
    }
    const used = await authority.header();
    const response = await inner(url, withAuthorization(init, used));
    const isRefused = response.status === 401 || response.status === 403;
    const hasOther = isRefused && (await another(authority, used, response));
    if (!hasOther) {
      return response;
    }
    await response.body?.cancel();
    return inner(url, withAuthorization(init, await authority.header()));
  };
}

async function another(authority: Authority, used: string | undefined, response: Response): Promise<boolean> {
  return response.status === 401
    ? authority.renew(used, response)
    : ((await authority.extend?.(used, response)) ?? false);
}

function withAuthorization(init: RequestInit | undefined, value: string | undefined): RequestInit | undefined {
  if (value === undefined) {
    return init;
  }
  const headers = new Headers(init?.headers);
  headers.set("authorization", value);
  return { ...init, headers };
}
