import { isIP } from 'node:net';
import { coding, DCM, identified, type Coding, type LogicalReference } from './fhir-types';
import { SYSTEMS } from './names';
import { isInbound, isSending, peerOf, type Outgoing } from './outgoing';

interface Agent {
	type: { coding: Coding[] };
	role?: Array<{ coding: Coding[] }>;
	who: LogicalReference;
	altId?: string;
	requestor: boolean;
	/** 1 machine name, 2 IP address (network-type). */
	network?: { address: string; type: '1' | '2' };
}

const PARTICIPATION = 'http://terminology.hl7.org/CodeSystem/v3-ParticipationType';
const SOURCE = coding(DCM, '110153', 'Source Role ID');
const DESTINATION = coding(DCM, '110152', 'Destination Role ID');
const APPLICATION = coding(DCM, '110150', 'Application');
const AUTHOR = coding(PARTICIPATION, 'AUT', 'author (originator)');
const CUSTODIAN = coding(PARTICIPATION, 'CST', 'custodian');
const RECIPIENT = coding(PARTICIPATION, 'IRCP', 'information recipient');

/**
 * Who took part: the person first, then client and server where two machines were in touch, else the
 * application alone. In a read data flow to the client, which is the destination then; in everything
 * else the client is the source (IHE BALP, the pages of Read and Create).
 */
export function agentsOf(event: Outgoing): Agent[] {
	const person = personOf(event);
	const requested = person !== undefined;
	const peer = otherSide(event);
	const own = ownSide(event);
	if (peer === undefined) {
		return [...listed(person), { type: typed(APPLICATION), ...own, requestor: !requested }];
	}
	const [client, server] = isInbound(event) ? [peer, own] : [own, peer];
	const isRead = event.action === 'R' && !isSending(event);
	const [ofClient, ofServer] = isRead ? [DESTINATION, SOURCE] : [SOURCE, DESTINATION];
	return [
		...listed(person),
		{ type: typed(ofClient), ...client, requestor: !requested },
		{ type: typed(ofServer), ...server, requestor: false },
	];
}

const listed = (agent: Agent | undefined): Agent[] => (agent === undefined ? [] : [agent]);
const typed = (code: Coding): Agent['type'] => ({ coding: [code] });

function personOf({ actor, action }: Outgoing): Agent | undefined {
	if (actor?.id === undefined || actor.type === 'device') return undefined;
	const type =
		actor.type === 'system'
			? APPLICATION
			: action === 'C' || action === 'U'
				? AUTHOR
				: action === 'D'
					? CUSTODIAN
					: RECIPIENT;
	return {
		type: typed(type),
		...(actor.role !== undefined && { role: [{ coding: [coding(SYSTEMS.role, actor.role)] }] }),
		who: identified(SYSTEMS.account, actor.id),
		altId: actor.id,
		requestor: true,
	};
}

type Side = Pick<Agent, 'who' | 'network'>;

function ownSide({ agent }: Outgoing): Side {
	const name = agent?.instance;
	return {
		who: { type: 'Device', ...identified(SYSTEMS.instance, name ?? 'unknown') },
		...(name !== undefined && { network: { address: name, type: '1' } }),
	};
}

function otherSide(event: Outgoing): Side | undefined {
	const peer = peerOf(event);
	const device = event.actor?.type === 'device' ? event.actor.id : undefined;
	const name = device ?? peer?.name ?? peer?.address;
	if (name === undefined) return undefined;
	return {
		who: { type: 'Device', ...identified(SYSTEMS.device, name) },
		...(peer?.address !== undefined && {
			network: { address: peer.address, type: isIP(peer.address) > 0 ? '2' : '1' },
		}),
	};
}
