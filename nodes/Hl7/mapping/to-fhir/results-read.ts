import { codeableConcept, tableCode, type CodeableConcept } from '../datatypes/codes';
import type { ReadSegment } from '../reading';
import { OBSERVATION_STATUS } from '../tables';
import { isFile } from './attachment';
import type { Order, Result } from './orders';

/** A result whose state and code can be read. */
export interface ReadResult extends Result {
	status: string;
	/** OBX-11 as it stands, in capital letters. */
	letter: string;
	code: CodeableConcept;
}

/** Letters of OBX-11 and OBR-25 that take back or change what was said before. */
export const CORRECTING = new Set(['C', 'D', 'W']);

export const letterOf = (obx: ReadSegment): string => obx.text(11)?.toUpperCase() ?? '';

/** Results of an order that are no files; one without a known state or code is left out and told. */
export function readResults(order: Order): ReadResult[] {
	return order.results.flatMap((result) => {
		const { obx, lines } = result;
		if (isFile(obx)) return [];
		obx.passOver(1);
		// What the further lines repeat is said by the first.
		for (const line of lines) line.passOver(1, 2, 3, 4, 6, 7, 8, 11, 14, 16, 17, 21);
		const status = tableCode(obx.field(11), OBSERVATION_STATUS);
		if (status === undefined) {
			obx.warn(11, 'status-unknown');
			return [];
		}
		const code = codeableConcept(obx.field(3));
		if (code === undefined) {
			obx.warn(3, 'identifier-missing');
			return [];
		}
		return [{ ...result, status, letter: letterOf(obx), code }];
	});
}

/** True when an order says of anything in it that it takes the place of what was said before. */
export const isCorrecting = ({ obr, results }: Order): boolean =>
	obr?.text(25)?.toUpperCase() === 'C' || results.some(({ obx }) => CORRECTING.has(letterOf(obx)));
