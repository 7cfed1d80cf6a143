import {lookup as systemLookup} from 'node:dns';
import type {LookupAddress} from 'node:dns';
import type {LookupFunction} from 'node:net';
import {PhotoFailure} from './photo-failure.ts';
import {specialAddress} from './special-address.ts';

const KEPT_MS = 60_000;
const MOST_KEPT = 4096;

type Resolve = (hostname: string) => Promise<LookupAddress[]>;

/**
 * Resolves host names for `net.connect`: one question at a time a name, its answer kept for a minute, special addresses left out. The connection
 * goes to what is returned here, so a name cannot change its meaning between the check and the use.
 *
 * @param allowPrivateAddresses - leave nothing out.
 * @param resolve - asks the system.
 */
export function guardedLookup(
  allowPrivateAddresses: boolean,
  resolve: Resolve = askSystem,
  now = (): number => Date.now(),
): LookupFunction {
  const known = new Map<string, {until: number; addresses: Promise<LookupAddress[]>}>();
  const addressesOf = (hostname: string): Promise<LookupAddress[]> => {
    const kept = known.get(hostname);
    if (kept !== undefined && kept.until > now()) return kept.addresses;
    const addresses = resolve(hostname);
    if (known.size >= MOST_KEPT) known.clear();
    known.set(hostname, {until: now() + KEPT_MS, addresses});
    // A failure is not kept: the next connection asks again.
    addresses.catch(() => known.delete(hostname));
    return addresses;
  };
  return (hostname, options, callback) => {
    addressesOf(hostname).then(
      (addresses) => {
        const family = options.family === 'IPv4' ? 4 : options.family === 'IPv6' ? 6 : (options.family ?? 0);
        const usable = addresses.filter(({address}) => allowPrivateAddresses || specialAddress(address) === undefined);
        const chosen = usable.filter((found) => family === 0 || found.family === family);
        const [first] = chosen;
        if (first !== undefined) return options.all === true ? callback(null, chosen) : callback(null, first.address, first.family);
        const refused = usable.length === 0 ? addresses[0] : undefined;
        callback(
          refused === undefined ? new Error(`${hostname} has no address of family ${family}`) : refusal(hostname, refused.address),
          '',
          0,
        );
      },
      (error: unknown) => callback(error as NodeJS.ErrnoException, '', 0),
    );
  };
}

/** @throws {@link PhotoFailure} `refused` when the host is itself a special address. Names are for {@link guardedLookup}. */
export function checkLiteralAddress(hostname: string): void {
  if (specialAddress(hostname) === 'invalid') return;
  if (specialAddress(hostname) !== undefined) throw refusal(hostname, hostname);
}

function refusal(hostname: string, address: string): PhotoFailure {
  const leads = hostname === address ? hostname : `${hostname} leads to ${address}, which`;
  return new PhotoFailure(
    'refused',
    `${leads} is a ${specialAddress(address)} address and not of the public internet; pass allowPrivateAddresses to fetch from it`,
  );
}

function askSystem(hostname: string): Promise<LookupAddress[]> {
  return new Promise((resolve, reject) => {
    systemLookup(hostname, {all: true}, (error, addresses) => (error === null ? resolve(addresses) : reject(error)));
  });
}
