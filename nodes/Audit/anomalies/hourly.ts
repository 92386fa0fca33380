import type { AuditRecord } from '../../shared/ledger/event';
import { hourOf } from './clock';
import { doerOf, finding, type AnomalyRule } from './rule';
import { Slots, Usual, usualWords } from './usual';

/** A rule about how often one doer does something within an hour. */
export interface HourlyRule extends Omit<AnomalyRule, 'watch'> {
	/** What is counted. */
	counts(record: AuditRecord): boolean;
	/** How it is called in a finding: `accesses`. */
	what: string;
	/** Fewer than so many in an hour are never a finding. */
	minimum(settings: Parameters<AnomalyRule['watch']>[0]): number;
}

/** Finds hours far busier than a busy hour of the same doer before. */
export function hourlyRule({ counts, what, minimum, ...about }: HourlyRule): AnomalyRule {
	const rule: AnomalyRule = {
		...about,
		watch(settings) {
			const { since, until, factor } = settings;
			const least = minimum(settings);
			const before = new Slots<{ count: number }>(() => ({ count: 0 }));
			const now = new Slots<{ count: number }>(() => ({ count: 0 }));
			return {
				add(record) {
					const doer = doerOf(record);
					if (doer === undefined || !counts(record) || record.recorded >= until) return;
					const slots = record.recorded < since ? before : now;
					slots.at(doer, hourOf(record.recorded)).value.count += 1;
				},
				done() {
					const usual = new Usual(
						[...before.all()].map(({ value, ...slot }) => ({ ...slot, value: value.count })),
					);
					return [...now.all()].flatMap(({ subject, slot, value: { count } }) => {
						const habit = usual.of(subject);
						const limit = Math.max(least, factor * habit.busy);
						if (count < limit) return [];
						return finding(rule, [subject.type, subject.id, slot], {
							subject,
							at: `${slot}:00:00.000Z`,
							count,
							limit,
							seen: `${count} ${what} by one ${subject.type} in the hour from ${slot.replace('T', ' ')}:00 UTC`,
							threshold: `${limit} or more (${usualWords(subject, habit, 'hour')}; ${factor} times that, at least ${least})`,
						});
					});
				},
			};
		},
	};
	return rule;
}
