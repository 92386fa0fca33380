import type { FhirResource } from '../../../clients/fhir/types';
import { codeableConcept, tableCode } from '../datatypes/codes';
import { compact } from '../datatypes/contacts';
import { eiIdentifier, hasSystem } from '../datatypes/identifiers';
import { staff } from '../datatypes/people';
import { fhirDateTime, fhirInstant } from '../datatypes/times';
import { AVAILABILITY, CONFIDENTIALITY, DOCUMENT_STATUS } from '../tables';
import { attachmentOf, isFile, isWithdrawn, type Attachment } from './attachment';
import type { Conversion, Written } from './context';
import { isLate, messageTime, stamped } from './message-time';
import { some } from './patient';
import { senderSystem } from './order-numbers';

const TEXT = new Set(['TX', 'FT', 'ST']);

/** A document with its content (TXA, OBX). */
export function documentOf(
	conversion: Conversion,
	patient: Written,
	encounter: Written | undefined,
): void {
	const { reading, options } = conversion;
	const txa = reading.first('TXA');
	if (txa === undefined) return reading.warn('TXA', 'identifier-missing');
	txa.passOver(1);
	const number = documentNumber(conversion);
	if (number === undefined) return txa.warn(12, 'identifier-missing');
	const docStatus = tableCode(txa.field(17), DOCUMENT_STATUS);
	if (docStatus === undefined) return txa.warn(17, 'status-unknown');
	const there = conversion.inChart('DocumentReference', number);
	conversion.sameHands(there, patient);
	const time = messageTime(conversion);
	const date =
		fhirInstant(txa.field(6), options.timeZone) ?? fhirInstant(txa.field(4), options.timeZone);
	// A signed document does not become a draft again, nor a later one an earlier one, because an older
	// message comes late.
	const isDraft = there?.docStatus === 'final' && docStatus !== 'final';
	const content = contentOf(conversion);
	if (isDraft || isOlder({ date, time }, there)) {
		const isKnown = content.every(({ data }) => hasContent(there, data));
		return txa.warn(17, isKnown ? 'older-than-chart' : 'conflicts-with-chart');
	}
	const status = tableCode(txa.field(19), AVAILABILITY) ?? 'current';
	const confidentiality = tableCode(txa.field(18), CONFIDENTIALITY);
	const author = [...txa.repetitions(9), ...txa.repetitions(5)].map((field) =>
		staff(field, options),
	);
	if (content.length === 0) return reading.warn('OBX', 'value-not-mapped');
	const parent = eiIdentifier(txa.field(13), options);
	const period = fhirDateTime(txa.field(4), options.timeZone);
	const said: FhirResource = {
		resourceType: 'DocumentReference',
		masterIdentifier: number,
		identifier: [number],
		status,
		docStatus,
		...compact({
			type: codeableConcept(txa.field(2), 'http://terminology.hl7.org/CodeSystem/v2-0270'),
			date,
			author: some(author),
			authenticator: staff(txa.field(22), options),
			relatesTo:
				parent !== undefined && hasSystem(parent)
					? [{ code: 'replaces', target: { type: 'DocumentReference', identifier: parent } }]
					: undefined,
			securityLabel:
				confidentiality === undefined
					? undefined
					: [
							{
								coding: [
									{
										system: 'http://terminology.hl7.org/CodeSystem/v3-Confidentiality',
										code: confidentiality,
									},
								],
							},
						],
		}),
		subject: { reference: patient.reference },
		content: content.map((attachment) => ({ attachment })),
		...((encounter !== undefined || period !== undefined) && {
			context: {
				...(encounter && { encounter: [{ reference: encounter.reference }] }),
				...(period !== undefined && { period: { start: period } }),
			},
		}),
	};
	conversion.put(stamped(said, time), number, there);
}

const hasContent = (there: FhirResource | undefined, data: string): boolean =>
	Array.isArray(there?.content) &&
	(there.content as Array<{ attachment?: Partial<Attachment> }>).some(
		({ attachment }) => attachment?.data === data,
	);

/** Dates of documents are compared with each other, and times of messages where one has no date. */
function isOlder(
	said: { date: string | undefined; time: string | undefined },
	there: FhirResource | undefined,
): boolean {
	const ahead = Date.parse(said.date ?? '') - Date.parse(String(there?.date));
	return Number.isNaN(ahead) || ahead === 0 ? isLate(said.time, there) : ahead < 0;
}

/** TXA-12: the number of the document; without an authority it is one of the sender. */
function documentNumber({
	reading,
	options,
}: Conversion): { system: string; value: string } | undefined {
	const found = eiIdentifier(reading.first('TXA')?.field(12), options, undefined, 'document');
	if (found?.value === undefined) return undefined;
	if (hasSystem(found)) return { system: found.system, value: found.value };
	const system = senderSystem(reading, options, [3, 4]);
	if (system !== undefined) return { system, value: found.value };
	// Document numbers are often object identifiers, and then need no authority.
	return /^[0-2](\.(0|[1-9]\d*)){3,}$/.test(found.value)
		? { system: 'urn:ietf:rfc:3986', value: `urn:oid:${found.value}` }
		: undefined;
}

/** Lines of text in one piece, then what travels as a file; what was taken back is in neither. */
function contentOf({ reading }: Conversion): Attachment[] {
	const lines: string[] = [];
	const files: Attachment[] = [];
	for (const obx of reading.segments.filter(({ name }) => name === 'OBX')) {
		const file = attachmentOf(obx);
		if (file !== undefined) files.push(file);
		if (isFile(obx) || isWithdrawn(obx)) continue;
		if (TEXT.has(obx.text(2)?.toUpperCase() ?? '')) {
			obx.passOver(1, 3, 4, 11);
			lines.push(...obx.repetitions(5).map((field) => field.whole() ?? ''));
		} else if (obx.field(5) !== undefined) obx.warn(5, 'value-not-mapped');
	}
	const text = lines.join('\n').trim();
	if (text === '') return files;
	const data = Buffer.from(text, 'utf8').toString('base64');
	return [{ contentType: 'text/plain; charset=utf-8', data }, ...files];
}
