import type { Hl7Message } from '../../../formats/hl7';
import { missing } from './failures';
import { Line } from './line';
import type { Part } from './resource-reading';

/**
 * Documents in base64, one OBX each.
 *
 * @param before how many OBX the message has
 * @param status of the report or document that they are part of (table 0085)
 * @throws HospitalError `hl7-resource-missing` for one that has an address only
 */
export function writeFiles(
	message: Hl7Message,
	files: readonly Part[],
	before: number,
	status: string,
): void {
	for (const [at, file] of files.entries()) {
		const [contentType = 'application/octet-stream', data, title] = file.texts(
			'contentType',
			'data',
			'title',
		);
		if (data === undefined) throw missing('Attachment.data');
		const [type, subtype = ''] = (contentType.split(';')[0] as string).split('/');
		new Line(message, 'OBX')
			.put(1, String(before + at + 1))
			.put(2, 'ED')
			.one(3, ['55108-5', title ?? 'Document', 'LN'])
			.one(5, [undefined, type, subtype.toUpperCase(), 'Base64', data])
			.put(11, status);
	}
}
