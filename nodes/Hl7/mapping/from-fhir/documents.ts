import type { Hl7Message } from '../../../formats/hl7';
import { hl7DateTime } from '../datatypes/times';
import { cwe, dtm, ei, xcn, type AuthorityNames } from './datatypes';
import { missing, textNotReadable, unknownStatus } from './failures';
import { writeFiles } from './files';
import type { Given } from './given';
import { Line } from './line';
import { writePid, writePv1 } from './people';
import type { Part } from './resource-reading';

const COMPLETION: Readonly<Record<string, string>> = {
	preliminary: 'DO',
	final: 'AU',
	amended: 'AU',
};

/** DocumentReference.status as table 0273. What was entered in error is no document to be sent. */
const AVAILABILITY: Readonly<Record<string, string>> = { current: 'AV', superseded: 'OB' };

/** MDM^T02 */
export function document(
	message: Hl7Message,
	given: Given,
	{ authorities, at }: { authorities: AuthorityNames; at?: Date },
): void {
	new Line(message, 'EVN')
		.put(1, 'T02')
		.put(2, hl7DateTime((at ?? new Date()).toISOString().slice(0, 19) + 'Z'));
	writePid(message, given.one('Patient'), authorities);
	const encounter = given.maybe('Encounter');
	if (encounter !== undefined) writePv1(message, encounter, authorities);
	else new Line(message, 'PV1').put(1, '1').put(2, 'U');
	const reference = given.one('DocumentReference');
	const completion = COMPLETION[reference.get('docStatus').text ?? ''];
	const availability = AVAILABILITY[reference.get('status').text ?? ''];
	if (completion === undefined || availability === undefined) {
		throw unknownStatus('DocumentReference');
	}
	const status = completion === 'AU' ? 'F' : 'P';
	const number = reference.get('masterIdentifier').exists
		? reference.get('masterIdentifier')
		: reference.first('identifier');
	reference.get('identifier').passOver();
	const contents = reference.list('content').map((content) => content.get('attachment'));
	const txa = new Line(message, 'TXA').put(1, '1').one(2, cwe(reference.get('type')));
	txa.put(3, 'TX').put(4, dtm(reference.get('context').get('period').get('start')));
	txa.put(6, dtm(reference.get('date')));
	txa.parts(9, ...reference.list('author').map((author) => xcn(author, authorities)));
	txa.one(12, ei(number, authorities)).put(17, completion).put(19, availability);
	const signer = reference.get('authenticator');
	if (signer.exists) txa.one(22, xcn(signer, authorities));
	const texts = contents.filter((part) => part.get('contentType').text?.startsWith('text/plain'));
	const files = contents.filter((part) => !texts.includes(part));
	for (const [index, text] of texts.entries()) {
		const words = wordsOf(text);
		new Line(message, 'OBX')
			.put(1, String(index + 1))
			.put(2, 'TX')
			.raw(3, '55108-5^Clinical presentation^LN')
			.parts(5, ...words.split('\n').map((line) => [line]))
			.put(11, status);
	}
	writeFiles(message, files, texts.length, status);
	reference.get('subject').passOver();
	reference.get('context').get('encounter').passOver();
}

/** The text of an attachment, in the character set that its type names, else UTF-8. */
function wordsOf(attachment: Part): string {
	const data = attachment.get('data').text;
	if (data === undefined) throw missing('Attachment.data');
	const type = attachment.get('contentType').text ?? '';
	const charset = /;\s*charset="?([\w.:-]+)"?/i.exec(type)?.[1] ?? 'utf-8';
	try {
		return new TextDecoder(charset, { fatal: true }).decode(Buffer.from(data, 'base64'));
	} catch {
		throw textNotReadable();
	}
}
