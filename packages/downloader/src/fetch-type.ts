/** The part of a `fetch` response that is used. */
export type FetchResponse = {
  readonly status: number;
  readonly headers: {get(name: string): string | null};
  readonly body: AsyncIterable<Uint8Array> | null;
};

/** The part of `fetch` that is used: undici's, the global one, or a stand-in. Redirects come back as they are. */
export type Fetch = (
  url: string,
  init: {headers: Record<string, string>; redirect: 'manual'; signal: AbortSignal},
) => Promise<FetchResponse>;
