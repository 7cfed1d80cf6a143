import {createHash} from 'node:crypto';
import {createServer} from 'node:http';
import type {IncomingMessage, Server, ServerResponse} from 'node:http';
import type {AddressInfo} from 'node:net';

/** What to do to the answer of one request, instead of sending it as it is. */
export type Fault = (request: IncomingMessage, response: ServerResponse, content: Buffer) => boolean;

/** Files on loopback, with ETags and ranges as RFC 9110 has them, and a log of what was asked. */
export class FileServer {
  readonly files: Map<string, Buffer> = new Map();
  /** `200 path`, `206 path from`, `304 path`, `404 path`. */
  readonly log: string[] = [];
  /** Sees each request for a file that exists first; returns whether it has answered. */
  fault: Fault = (): boolean => false;
  /** Further headers. */
  headers: Record<string, string> = {};
  readonly #server: Server;

  private constructor() {
    this.#server = createServer((request, response) => this.#answer(request, response));
  }

  static async start(): Promise<FileServer> {
    const server = new FileServer();
    await new Promise<void>((resolve) => server.#server.listen(0, '127.0.0.1', resolve));
    return server;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  put(path: string, content: string | Uint8Array): void {
    this.files.set(path, Buffer.from(content));
  }

  stop(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    const path = (request.url ?? '').slice(1);
    const content = this.files.get(path);
    if (content === undefined) {
      this.log.push(`404 ${path}`);
      response.writeHead(404).end();
      return;
    }
    if (this.fault(request, response, content)) return;
    const etag = `"${createHash('md5').update(content).digest('hex')}"`;
    const common = {etag, ...this.headers};
    if (request.headers['if-none-match'] === etag) {
      this.log.push(`304 ${path}`);
      response.writeHead(304, common).end();
      return;
    }
    const from = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0);
    const ranged = from > 0 && request.headers['if-range'] === etag;
    this.log.push(ranged ? `206 ${path} ${from}` : `200 ${path}`);
    if (ranged && from >= content.length) {
      response.writeHead(416, common).end();
      return;
    }
    const body = ranged ? content.subarray(from) : content;
    const range = ranged ? {'content-range': `bytes ${from}-${content.length - 1}/${content.length}`} : {};
    response.writeHead(ranged ? 206 : 200, {...common, ...range, 'content-length': body.length});
    response.end(body);
  }
}
