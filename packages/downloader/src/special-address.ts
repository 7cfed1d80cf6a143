import ipaddr from 'ipaddr.js';

/**
 * What kind of special address this is, in words, such as `loopback` or `private`; `undefined` for one of the public internet. An IPv4 address
 * inside an IPv6 one (mapped, 6to4, NAT64) is judged by itself. What is no address at all is `invalid`.
 *
 * @see The IANA special-purpose address registries, RFC 6890.
 */
export function specialAddress(address: string): string | undefined {
  if (!ipaddr.isValid(address)) return 'invalid';
  const parsed = ipaddr.parse(address.split('%', 1)[0] as string);
  const range = judged(parsed).range();
  return range === 'unicast' ? undefined : range.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

function judged(address: ipaddr.IPv4 | ipaddr.IPv6): ipaddr.IPv4 | ipaddr.IPv6 {
  if (!(address instanceof ipaddr.IPv6)) return address;
  if (address.isIPv4MappedAddress()) return address.toIPv4Address();
  const bytes = address.toByteArray();
  const range = address.range();
  if (range === '6to4') return new ipaddr.IPv4(bytes.slice(2, 6));
  if (range === 'rfc6052') return new ipaddr.IPv4(bytes.slice(12));
  return address;
}
