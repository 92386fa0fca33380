import { HospitalError } from '../../shared/errors';
import type { Purpose, PurposeRead } from './purpose';

/** What one step wants less of. There is no way to want more. */
export interface Narrowing {
	/** Names of reads that are not needed. */
	leaveOut?: string[];
	/** `Type.element`, such as `Patient.name`. */
	leaveOutElements?: string[];
	/** Days; a read that goes back less stays as it is. */
	daysBack?: number;
	/** Records of each read at most. */
	atMost?: number;
}

const DAYS: Record<string, number> = { Y: 366, M: 31, W: 7, D: 1 };

/** Days of an ISO 8601 duration of one unit, rounded up. */
export function daysOf(duration: string): number {
	const [, count = '0', unit = 'D'] = /^P(\d+)([YMWD])$/.exec(duration) ?? [];
	return Number(count) * (DAYS[unit] ?? 1);
}

/**
 * The purpose with less in it.
 *
 * @throws HospitalError `purpose-narrowing` for a name that the purpose does not have: a slip of the
 *   pen would otherwise leave everything in
 */
export function narrow(purpose: Purpose, narrowing: Narrowing): Purpose {
	const { leaveOut = [], leaveOutElements = [] } = narrowing;
	const reads = [...purpose.reads, ...(purpose.priors ? [purpose.priors] : [])];
	for (const name of leaveOut) {
		if (!reads.some((read) => read.name === name)) throw unknown('read', name);
	}
	for (const path of leaveOutElements) {
		const known = reads.some(({ type, elements }) =>
			elements.some((one) => `${type}.${one}` === path),
		);
		if (!known) throw unknown('element', path);
	}
	const kept = (read: PurposeRead) => !leaveOut.includes(read.name);
	const { priors, ...rest } = purpose;
	return {
		...rest,
		reads: purpose.reads.filter(kept).map((read) => less(read, narrowing)),
		...(priors && kept(priors) && { priors: less(priors, narrowing) }),
	};
}

function less(read: PurposeRead, { leaveOutElements = [], daysBack, atMost }: Narrowing) {
	const elements = read.elements.filter((one) => !leaveOutElements.includes(`${read.type}.${one}`));
	const back = shorter(read.back, daysBack);
	return {
		...read,
		elements,
		...(back !== undefined && { back }),
		...(atMost !== undefined && { atMost: Math.min(read.atMost, atMost) }),
	};
}

/** Only where the purpose limits the time at all: a problem list has no age. */
function shorter(back: string | undefined, days: number | undefined): string | undefined {
	if (back === undefined || days === undefined || !back.startsWith('P')) return back;
	return daysOf(back) <= days ? back : `P${Math.ceil(days)}D`;
}

const unknown = (what: string, name: string) =>
	new HospitalError('purpose-narrowing', `The purpose has no ${what} "${plain(name)}"`, {
		nextStep: 'Use the names that docs/reference/chart-context.md lists for this purpose.',
	});

const plain = (name: string) => (/^[A-Za-z.[\]-]{1,80}$/.test(name) ? name : '(not a name)');
