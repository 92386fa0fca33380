import { finding, userOf, type AnomalyRule, type Finding } from './rule';

export const breakGlass: AnomalyRule = {
	name: 'break-glass-without-encounter',
	title: 'Emergency access without a visit',
	description: 'Somebody passed the usual rules for a patient of whom no visit was named',
	ask: 'The user, and whoever reviews emergency accesses: which visit was it about?',
	watch({ since, until }) {
		const found: Finding[] = [];
		return {
			add(record) {
				const { recorded, kind, encounter, emergency, patient } = record;
				if (kind !== 'break-glass' || record.outcome !== '0' || encounter !== undefined) return;
				if (recorded < since || recorded >= until) return;
				const subject = userOf(record);
				found.push(
					finding(breakGlass, [record.origin, String(record.seq)], {
						...(subject && { subject }),
						...(patient && { patient }),
						at: recorded,
						count: 1,
						limit: 1,
						seen: `An emergency access${emergency === undefined ? '' : ` (${emergency.reason})`} that names no visit`,
						threshold: 'Every one',
					}),
				);
			},
			done: () => found,
		};
	},
};
