import type { PhiFinding } from '../../types';
import { scanOf } from '../scan';
import type { Recognizer } from '../types';
import { boxAt, OF_BOXES } from './street/boxes';
import { cityBehind } from './street/city';
import { streetAt } from './street/line';
import { avenueAt, FOREIGN, foreignAt, NUMBERED } from './street/turned';

/** Street lines and post boxes. */
export const streets: Recognizer = {
	id: 'street',
	types: ['STREET'],
	description: 'Street lines with a house number, and post boxes.',
	examples: [
		'lives at [[STREET:4412 Willow Bend Road, Apt 4B]]',
		'at [[STREET:12 N. Main St]].',
		'mail to [[STREET:P.O. Box 1234]]',
		'at [[STREET:17 old mill lane]]',
	],
	counterExamples: [
		'6 systolic ejection murmur heard',
		'2 view chest',
		'10 mg by way of tube',
		'5 days in the hospital',
	],
	find(prepared, lists) {
		const out: PhiFinding[] = [];
		const scan = scanOf(prepared, lists);
		for (const token of scan.digits) {
			const street = streetAt(prepared, token);
			if (street === undefined) continue;
			out.push(street);
			add(out, cityBehind(prepared, scan, street));
		}
		for (const token of scan.places) {
			const word = prepared.at(token).lower;
			if (OF_BOXES.has(word)) add(out, boxAt(prepared, token));
			else if (FOREIGN.has(word)) add(out, foreignAt(prepared, scan, token));
			else if (NUMBERED.has(word)) add(out, avenueAt(prepared, token));
		}
		return out;
	},
};

function add(out: PhiFinding[], finding: PhiFinding | undefined): void {
	if (finding !== undefined) out.push(finding);
}
