import { elements, element, text, type Element } from '../rules/element';
import { openPacket, type Entry, type Packet } from '../rules/packet';
import type { PriorAuthRequest } from '../../shared/contracts/prior-auth';
import type { ClockRule } from '../clocks/rule';
import type { CaseItem, CaseOpening, CasePatient, CasePayer, Identifier } from './case';

export interface OpeningDetails {
	/** When it is sent for the first time, ISO 8601. */
	submittedAt: string;
	state?: string;
	rule?: ClockRule;
	workItem?: string;
}

/** What the register needs to know of a packet before it is sent. */
export function openingOf(request: PriorAuthRequest, details: OpeningDetails): CaseOpening {
	const packet = openPacket(request.bundle);
	const { identifier, trace, urgency } = request;
	const claim = claimOf(request);
	const state = stateOf(packet);
	return {
		identifier,
		trace,
		...(claim !== undefined && { claim }),
		urgency,
		items: request.items.map(itemOf),
		patient: patientOf(packet),
		payer: payerOf(packet),
		...(state !== undefined && { state }),
		...details,
		request,
	};
}

/** Full address of the claim that a packet asks with. */
export const claimOf = ({ bundle }: PriorAuthRequest): string | undefined =>
	openPacket(bundle).claim?.fullUrl;

/** Items of an amendment, with what it does to each. */
export const itemsOf = ({ items }: PriorAuthRequest): CaseItem[] =>
	items.map((item) => ({
		...itemOf(item),
		...(item.change !== undefined && { change: item.change }),
	}));

const itemOf = ({
	sequence,
	system,
	code,
	order,
}: PriorAuthRequest['items'][number]): CaseItem => ({
	sequence,
	system,
	code,
	...(order !== undefined && { order }),
});

function patientOf(packet: Packet): CasePatient {
	const patient = partyOf(packet, 'patient');
	const id = patient?.id;
	return {
		identifiers: identifiersOf(patient?.resource),
		...(id !== undefined && { reference: `Patient/${id}` }),
	};
}

/** Where the patient lives, or else where the one who asks is: by whose law a plan of the state decides. */
function stateOf(packet: Packet): string | undefined {
	for (const party of ['patient', 'provider'] as const) {
		for (const address of elements(partyOf(packet, party)?.resource, 'address')) {
			const state = text(address, 'state')?.trim().toUpperCase();
			if (state !== undefined && /^[A-Z]{2}$/.test(state)) return state;
		}
	}
	return undefined;
}

function payerOf(packet: Packet): CasePayer {
	const payer = partyOf(packet, 'insurer');
	const name = text(payer?.resource, 'name');
	return {
		identifiers: identifiersOf(payer?.resource),
		...(name !== undefined && { name }),
	};
}

function partyOf(packet: Packet, name: 'patient' | 'insurer' | 'provider'): Entry | undefined {
	const { claim } = packet;
	return claim && packet.target(element(claim.resource, name), claim);
}

export const identifiersOf = (of: Element | undefined): Identifier[] =>
	elements(of, 'identifier').flatMap((each) => identifierOf(each) ?? []);

export function identifierOf(of: Element | undefined): Identifier | undefined {
	const [system, value] = [text(of, 'system'), text(of, 'value')];
	if (value === undefined) return undefined;
	return { value, ...(system !== undefined && { system }) };
}
