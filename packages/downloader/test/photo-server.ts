import {createServer} from 'node:http';
import type {IncomingMessage, ServerResponse} from 'node:http';
import type {AddressInfo} from 'node:net';

/** A web server on this machine whose answers a test decides. */
export type PhotoServer = {
  /** Without a slash at the end. */
  url: string;
  /** Paths that were asked for, in order. */
  log: string[];
  close(): Promise<void>;
};

/** @param answer - `attempt` counts the requests for this path, from 1. */
export async function startPhotoServer(
  answer: (path: string, response: ServerResponse, attempt: number, request: IncomingMessage) => void,
): Promise<PhotoServer> {
  const log: string[] = [];
  const server = createServer((request, response) => {
    const path = request.url ?? '';
    log.push(path);
    answer(path, response, log.filter((other) => other === path).length, request);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    log,
    close() {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}
