import type { Hl7Message } from '../../../formats/hl7';
import { cwe, dtm, ei, xcn, type AuthorityNames } from './datatypes';
import { notAnOrder, unknownStatus } from './failures';
import type { Given } from './given';
import { Line } from './line';
import { writePid, writePv1 } from './people';
import type { Part } from './resource-reading';

const ORDER_CONTROL: Readonly<Record<string, [control: string, status: string]>> = {
	active: ['NW', 'IP'],
	'on-hold': ['HD', 'HD'],
	revoked: ['CA', 'CA'],
	completed: ['SC', 'CM'],
	'entered-in-error': ['DC', 'ER'],
};
const PRIORITY: Readonly<Record<string, string>> = {
	stat: 'S',
	asap: 'A',
	urgent: 'A',
	routine: 'R',
};

/** Intents of a request that has to be carried out; a proposal or a plan has not. */
const ORDERED = new Set([
	'order',
	'original-order',
	'reflex-order',
	'filler-order',
	'instance-order',
]);

/** @throws HospitalError `hl7-not-an-order` */
function checkOrder(request: Part): void {
	if (request.get('doNotPerform').text === 'true') {
		throw notAnOrder('asks that something is not done (doNotPerform)');
	}
	const intent = request.get('intent').text;
	if (!ORDERED.has(intent ?? '')) throw notAnOrder('has an intent that is not an order');
}

/** ORM^O01, OMI^O23 */
export function order(
	message: Hl7Message,
	given: Given,
	{ authorities, kind }: { authorities: AuthorityNames; kind: string },
): void {
	writePid(message, given.one('Patient'), authorities);
	const encounter = given.maybe('Encounter');
	if (encounter !== undefined) writePv1(message, encounter, authorities);
	const request = given.one('ServiceRequest');
	checkOrder(request);
	const control = ORDER_CONTROL[request.get('status').text ?? ''];
	if (control === undefined) throw unknownStatus('ServiceRequest');
	const of = (code: string) =>
		request
			.list('identifier')
			.find((one) => one.get('type').first('coding').get('code').text === code);
	const placer = of('PLAC') ?? request.first('identifier');
	const filler = of('FILL');
	const requester = xcn(request.get('requester'), authorities);
	const orc = new Line(message, 'ORC').put(1, control[0]).one(2, ei(placer, authorities));
	if (filler !== undefined) orc.one(3, ei(filler, authorities));
	orc
		.put(5, control[1])
		.put(9, dtm(request.get('authoredOn')))
		.one(12, requester);
	const priority = PRIORITY[request.get('priority').text ?? ''];
	const when = dtm(request.get('occurrenceDateTime'));
	if (kind === 'OMI^O23') new Line(message, 'TQ1').put(1, '1').put(7, when).one(9, [priority]);
	const obr = new Line(message, 'OBR').put(1, '1').one(2, ei(placer, authorities));
	if (filler !== undefined) obr.one(3, ei(filler, authorities));
	obr.one(4, cwe(request.get('code'))).one(16, requester);
	if (kind === 'ORM^O01') {
		obr.parts(27, [undefined, undefined, undefined, when, undefined, priority]);
	}
	obr.parts(31, ...request.list('reasonCode').map(cwe));
	for (const [at, note] of request.list('note').entries()) {
		new Line(message, 'NTE').put(1, String(at + 1)).put(3, note.get('text').text);
	}
	const accession = of('ACSN');
	if (accession !== undefined) {
		if (kind === 'OMI^O23') new Line(message, 'IPC').one(1, ei(accession, authorities));
	}
	request.get('subject').passOver();
	request.get('encounter').passOver();
}
