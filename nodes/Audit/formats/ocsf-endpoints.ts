import { isIP } from 'node:net';
import { isInbound, peerOf, type Outgoing } from './outgoing';

interface Endpoint {
	ip?: string;
	hostname?: string;
	port?: number;
	name?: string;
}

/** Who called whom. The source is demanded; when nobody else took part it is this n8n. */
export function endpointsOf(event: Outgoing): {
	src_endpoint: Endpoint;
	dst_endpoint?: Endpoint;
} {
	const own: Endpoint = { name: event.agent?.instance ?? 'unknown' };
	const peer = peerOf(event);
	if (peer === undefined) return { src_endpoint: own };
	const { address, port, name } = peer;
	const other: Endpoint = {
		...(address !== undefined && (isIP(address) > 0 ? { ip: address } : { hostname: address })),
		...(port !== undefined && { port }),
		...(name !== undefined && { name }),
	};
	return isInbound(event)
		? { src_endpoint: other, dst_endpoint: own }
		: { src_endpoint: own, dst_endpoint: other };
}
