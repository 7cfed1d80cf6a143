import {createHash, createHmac} from 'node:crypto';
import {createServer} from 'node:http';
import type {IncomingMessage, ServerResponse} from 'node:http';
import type {AddressInfo} from 'node:net';

/** An S3-compatible store on this machine: one bucket, in memory. It verifies every signature. */
export type S3Server = {
  endpoint: string;
  objects: Map<string, Buffer>;
  /** `METHOD /path`, in order. */
  log: string[];
  /** Returns an error to answer with instead. `attempt` counts requests for the same method and path, from 1. */
  fault: ((method: string, key: string, attempt: number) => {status: number; code: string} | undefined) | undefined;
  close(): Promise<void>;
};

export const CREDENTIALS = {
  accessKeyId: 'AKIDEXAMPLE',
  secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY',
  sessionToken: 'token',
} as const;
export const BUCKET = 'photos';
const PAGE = 7;

export async function startS3Server(): Promise<S3Server> {
  const objects = new Map<string, Buffer>();
  const log: string[] = [];
  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = Buffer.concat((await request.toArray()) as Buffer[]);
    const url = new URL(request.url ?? '', endpoint);
    const {method = ''} = request;
    const [, bucket = '', ...rest] = decodeURIComponent(url.pathname).split('/');
    const key = rest.join('/');
    const line = `${method} ${url.pathname}`;
    log.push(line);
    const refuse = (status: number, code: string): void =>
      void response
        .writeHead(status, {'content-type': 'application/xml'})
        .end(method === 'HEAD' ? '' : `<Error><Code>${code}</Code></Error>`);
    const {authorization = '', ...headers} = request.headers as Record<string, string>;
    if (!authorization.includes(`Credential=${CREDENTIALS.accessKeyId}/`)) return refuse(403, 'InvalidAccessKeyId');
    if (authorization !== authorizationOf({method, url, headers, authorization}, CREDENTIALS)) return refuse(403, 'SignatureDoesNotMatch');
    if (headers['x-amz-security-token'] !== CREDENTIALS.sessionToken) return refuse(403, 'InvalidToken');
    if (headers['x-amz-content-sha256'] !== sha256(body)) return refuse(400, 'XAmzContentSHA256Mismatch');
    const fault = server.fault?.(method, key, log.filter((other) => other === line).length);
    if (fault !== undefined) return refuse(fault.status, fault.code);
    if (bucket !== BUCKET) return refuse(404, 'NoSuchBucket');
    if (key === '') return void response.writeHead(200, {'content-type': 'application/xml'}).end(listing(url.searchParams));
    if (method === 'PUT') objects.set(key, body);
    if (method === 'DELETE') objects.delete(key);
    const found = objects.get(key);
    if ((method === 'GET' || method === 'HEAD') && found === undefined) return refuse(404, 'NoSuchKey');
    response.writeHead(method === 'DELETE' ? 204 : 200, method === 'PUT' || found === undefined ? {} : {'content-length': found.length});
    response.end(method === 'GET' ? found : '');
  };
  const listing = (query: URLSearchParams): string => {
    const keys = [...objects.keys()].filter((key) => key.startsWith(query.get('prefix') ?? '')).sort();
    const from = Number(query.get('continuation-token') ?? 0);
    const more = from + PAGE < keys.length;
    const contents = keys
      .slice(from, from + PAGE)
      .map((key) => `<Contents><Key>${key}</Key><Size>${objects.get(key)?.length}</Size></Contents>`);
    const next = more ? `<NextContinuationToken>${from + PAGE}</NextContinuationToken>` : '';
    return `<ListBucketResult><IsTruncated>${more}</IsTruncated>${contents.join('')}${next}</ListBucketResult>`;
  };
  const http = createServer((request, response) => void handle(request, response));
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  const endpoint = `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
  const server: S3Server = {
    endpoint,
    objects,
    log,
    fault: undefined,
    close() {
      http.closeAllConnections();
      return new Promise((resolve) => http.close(() => resolve()));
    },
  };
  return server;
}

/** A request as it arrived; `authorization` says which headers are signed, and with which scope. */
export type SignedRequest = {method: string; url: URL; headers: Record<string, string>; authorization: string};

/**
 * The `Authorization` header that a request should carry.
 *
 * @see AWS, "Authenticating Requests: Using the Authorization Header (AWS Signature Version 4)".
 */
export function authorizationOf({method, url, headers, authorization}: SignedRequest, key: {secretAccessKey: string}): string {
  const [, credential = '', signed = ''] = /Credential=([^,]+), ?SignedHeaders=([^,]+),/.exec(authorization) ?? [];
  const [, ...scope] = credential.split('/');
  const encode = (text: string): string =>
    encodeURIComponent(text).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
  const query = [...url.searchParams].map(([name, value]) => `${encode(name)}=${encode(value)}`).sort();
  const canonical = [
    method,
    decodeURIComponent(url.pathname).split('/').map(encode).join('/'),
    query.join('&'),
    ...signed.split(';').map((name) => `${name}:${(headers[name] ?? '').trim().replace(/ +/g, ' ')}`),
    '',
    signed,
    headers['x-amz-content-sha256'] ?? '',
  ].join('\n');
  const text = ['AWS4-HMAC-SHA256', headers['x-amz-date'], scope.join('/'), sha256(Buffer.from(canonical))].join('\n');
  const signingKey = scope.reduce<string | Buffer>((secret, part) => hmac(secret, part), `AWS4${key.secretAccessKey}`);
  return `AWS4-HMAC-SHA256 Credential=${credential}, SignedHeaders=${signed}, Signature=${hmac(signingKey, text).toString('hex')}`;
}

function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}

function hmac(key: string | Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}
