import {
	buildCancel,
	buildInquiry,
	buildRequest,
	buildUpdate,
} from '../../../dist/nodes/PriorAuth/request/index.js';
import type { PriorAuthRequest } from '../../../dist/nodes/shared/contracts/prior-auth.js';
import { Random } from '../../hospital/random.ts';
import { makeCase } from './cases.ts';

const CREATED = '2026-11-24T11:00:00-05:00';

/**
 * What becomes of a case after it was sent: an update that changes, takes back, withdraws or adds, a
 * second update of the first, a cancellation, and a question.
 */
export function followUps(seed: string, index: number): PriorAuthRequest[] {
	const random = new Random('follow-ups', seed, index);
	const { input } = makeCase(seed, index);
	const first = buildRequest(input);
	const { systems } = input;
	const base = (key: string) => ({ key: `${input.key}/${key}`, systems, created: CREATED });
	/** An item that the same clinician orders a day later. */
	const adding = () => {
		const [item] = input.items;
		const order = { ...item.order, id: `later-${index}` };
		const items = [{ ...item, order }];
		return { add: buildRequest({ ...input, key: `${input.key}/added`, items }).bundle };
	};
	const update = buildUpdate({
		...base('2'),
		earlier: first.bundle,
		...random.pick([changing(first, '2027-02-01'), { cancel: [first.items.length] }, adding()]),
	});
	const second = buildUpdate({
		...base('3'),
		earlier: update.bundle,
		...changing(first, '2027-02-02'),
	});
	return [
		update,
		second,
		buildCancel({ ...base('4'), earlier: first.bundle }),
		buildInquiry({ ...base('5'), earlier: first.bundle }),
	];
}

const changing = ({ items }: PriorAuthRequest, servicedDate: string) => ({
	change: { [items[0]?.sequence ?? 1]: { servicedDate } },
});
