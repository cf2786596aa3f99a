/** One page, as loosely as it comes. */
export interface Page {
  readonly items: readonly unknown[];
  readonly nextCursor?: unknown;
}

/** Everything on all pages, and why there may be more. */
export interface PagedItems {
  readonly items: readonly unknown[];
  readonly notices: readonly string[];
}

/** Where a list is cut off. */
export interface PagingLimits {
  readonly maxPages: number;
  readonly maxListItems: number;
}

/** Reads pages until there is no further one, a cursor comes back, or a limit is reached. */
export async function readPages(
  what: string,
  limits: PagingLimits,
  fetchPage: (cursor: string | undefined) => Promise<Page>,
): Promise<PagedItems> {
  const items: unknown[] = [];
  const seen = new Set<string>();
  let cursor: string | undefined;
  for (let pages = 1; ; pages += 1) {
    const page = await fetchPage(cursor);
    for (const item of page.items) {
      items.push(item);
    }
    if (items.length > limits.maxListItems) {
      items.length = limits.maxListItems;
      return { items, notices: [`The list of ${what} was cut at ${limits.maxListItems} (maxListItems).`] };
    }
    const next = page.nextCursor;
    if (typeof next !== "string" || next === "") {
      return { items, notices: [] };
    }
    if (seen.has(next)) {
      return { items, notices: [`The list of ${what} was cut: after page ${pages} the upstream repeats a cursor.`] };
    }
    if (pages >= limits.maxPages) {
      return { items, notices: [`The list of ${what} was cut after ${pages} pages (maxPages).`] };
    }
    seen.add(next);
    cursor = next;
  }
}
