import { codeableConcept, tableCode } from '../datatypes/codes';
import { compact } from '../datatypes/contacts';
import { eiIdentifier, hasSystem } from '../datatypes/identifiers';
import { staff } from '../datatypes/people';
import { fhirDateTime, fhirInstant } from '../datatypes/times';
import { AVAILABILITY, CONFIDENTIALITY, DOCUMENT_STATUS } from '../tables';
import { attachmentOf, type Attachment } from './attachment';
import type { Conversion, Written } from './context';
import { ordersOf } from './orders';
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
	// A signed document does not become a draft again because an older message comes late.
	if (there?.docStatus === 'final' && docStatus !== 'final')
		return txa.warn(17, 'older-than-chart');
	const status = tableCode(txa.field(19), AVAILABILITY) ?? 'current';
	const confidentiality = tableCode(txa.field(18), CONFIDENTIALITY);
	const author = [...txa.repetitions(9), ...txa.repetitions(5)].map((field) =>
		staff(field, options),
	);
	const date =
		fhirInstant(txa.field(6), options.timeZone) ?? fhirInstant(txa.field(4), options.timeZone);
	const content = contentOf(conversion);
	if (content.length === 0) return reading.warn('OBX', 'value-not-mapped');
	const parent = eiIdentifier(txa.field(13), options);
	const period = fhirDateTime(txa.field(4), options.timeZone);
	conversion.put(
		{
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
		},
		number,
	);
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

/** Lines of text in one piece, then what travels as a file. */
function contentOf({ reading }: Conversion): Attachment[] {
	const lines: string[] = [];
	const files: Attachment[] = [];
	const loose = reading.segments.filter(({ name }) => name === 'OBX');
	for (const obx of new Set([
		...loose,
		...ordersOf(reading).flatMap(({ results }) => results.map((one) => one.obx)),
	])) {
		const file = attachmentOf(obx);
		if (file !== undefined) files.push(file);
		else if (TEXT.has(obx.text(2)?.toUpperCase() ?? '')) {
			obx.passOver(1, 3, 4, 11);
			lines.push(...obx.repetitions(5).map((field) => field.text() ?? ''));
		}
	}
	const text = lines.join('\n').trim();
	if (text === '') return files;
	const data = Buffer.from(text, 'utf8').toString('base64');
	return [{ contentType: 'text/plain; charset=utf-8', data }, ...files];
}
