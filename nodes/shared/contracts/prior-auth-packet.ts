import { clear, sealed, type Contract } from './contract';

/** One part of a packet as a person reads it: a table, or words. */
export interface PacketSection {
	title: string;
	text?: string;
	columns?: string[];
	/** One text for each column. */
	rows?: string[][];
}

/** One part of a request, and the fingerprint of what it says. */
export interface PacketPart {
	/** `items`, `urgency`, `Observation/7` */
	part: string;
	/** Hex SHA-256, without what every build numbers anew. */
	sha256: string;
}

/** A packet for a payer as the people read it who approve it. It is what would be sent, in words. */
export interface PriorAuthPacket {
	contract: 'PriorAuthPacket/1';
	title: string;
	/** Fingerprint of the request that is shown. */
	request: string;
	sections: PacketSection[];
	/** What the request says, part by part; what is sent is compared with it. */
	parts: PacketPart[];
	/** Fingerprints of the answered questionnaires that are shown. */
	answers: string[];
	/** A page that needs nothing else. */
	html: string;
	/** ISO 8601 UTC. */
	madeAt: string;
}

export const priorAuthPacketContract: Contract = {
	name: 'PriorAuthPacket',
	key: 'priorAuthPacket',
	description: 'A packet for a payer in words, for the people who approve it.',
	fields: {
		'/contract': clear('Name and version of this shape'),
		'/title': clear('Title of the page'),
		'/request': clear('Fingerprint of the request that is shown'),
		'/sections/*/title': clear('Title of a part'),
		'/sections/*/text': sealed('The part in words'),
		'/sections/*/columns/*': clear('Headings of the part'),
		'/sections/*/rows/*/*': sealed('What stands in a row'),
		'/parts/*/part': sealed('A part of the request that is shown'),
		'/parts/*/sha256': sealed('Fingerprint of what it says'),
		'/answers/*': sealed('Fingerprint of an answered questionnaire that is shown'),
		'/html': sealed('The same as a page'),
		'/madeAt': clear('When it was put together (UTC)'),
	},
};
