import { clear, sealed, type Contract } from './contract';
import type { PacketSection } from './prior-auth-packet';

/** A draft with which a clinician can answer a denial or a change. Nobody has decided to send it. */
export interface PriorAuthAppeal {
	contract: 'PriorAuthAppeal/1';
	title: string;
	/** `denied`, `modified` or `partially-approved`. */
	about: string;
	/** Numbers of the items it is about. */
	items: number[];
	sections: PacketSection[];
	/** The same as plain text. */
	text: string;
	/** The same in UTF-8 and base64, ready to be an attachment. */
	data?: string;
	/** Hex SHA-256 of `text` in UTF-8. */
	textHash: string;
	/** ISO 8601 UTC. */
	madeAt: string;
}

export const priorAuthAppealContract: Contract = {
	name: 'PriorAuthAppeal',
	key: 'priorAuthAppeal',
	description:
		"A draft with which a clinician can answer a payer's denial or change, and prepare a call with the payer's reviewer.",
	fields: {
		'/contract': clear('Name and version of this shape'),
		'/title': clear('Title'),
		'/about': clear('What the payer decided: denied, modified or partially-approved'),
		'/items/*': clear('Numbers of the items it is about'),
		'/sections/*/title': clear('Title of a part'),
		'/sections/*/text': sealed('The part in words'),
		'/sections/*/columns/*': clear('Headings of the part'),
		'/sections/*/rows/*/*': sealed('What stands in a row'),
		'/text': sealed('The whole draft as plain text'),
		'/data': sealed('The same, ready to be an attachment (base64)'),
		'/textHash': clear('Fingerprint of that text (SHA-256)'),
		'/madeAt': clear('When it was put together (UTC)'),
	},
};
