import {Agent, buildConnector} from 'undici';
import {checkLiteralAddress, guardedLookup} from './guarded-lookup.ts';

/**
 * Connection pools, one a host. Every connection that is made, for a redirect too, passes the address check; see {@link guardedLookup}.
 *
 * @param options.connections - at most so many to one host.
 */
export function createAgent({connections, allowPrivateAddresses}: {connections: number; allowPrivateAddresses: boolean}): Agent {
  const connect = buildConnector({lookup: guardedLookup(allowPrivateAddresses)});
  return new Agent({
    connections,
    // Stalls are the transfer clock's business.
    headersTimeout: 0,
    bodyTimeout: 0,
    connect(options, callback) {
      try {
        if (!allowPrivateAddresses) checkLiteralAddress(options.hostname);
      } catch (error) {
        callback(error as Error, null);
        return;
      }
      connect(options, callback);
    },
  });
}
