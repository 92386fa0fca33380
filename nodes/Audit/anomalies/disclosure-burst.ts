import type { AuditRecord } from '../../shared/ledger/event';
import { hourOf } from './clock';
import { doerOf, finding, type AnomalyRule } from './rule';
import { Slots, Usual, usualWords } from './usual';

/** Given to somebody outside, or taken out in bulk. */
const leaves = ({ kind, interaction, outcome }: AuditRecord): boolean =>
	outcome === '0' && (kind === 'disclosure' || /(?:^|-)export(?:ed)?$/.test(interaction));

export const disclosureBurst: AnomalyRule = {
	name: 'disclosure-burst',
	title: 'Many disclosures or exports at once',
	description:
		'One user or workflow gives out or exports far more in an hour than in a busy hour of its own before',
	ask: 'Whoever is responsible for the release of information: is there a request or a contract behind it?',
	watch({ since, until, factor, disclosureMinimum }) {
		const before = new Slots<{ count: number }>(() => ({ count: 0 }));
		const now = new Slots<{ count: number }>(() => ({ count: 0 }));
		return {
			add(record) {
				const doer = doerOf(record);
				if (doer === undefined || !leaves(record) || record.recorded >= until) return;
				const slots = record.recorded < since ? before : now;
				slots.at(doer, hourOf(record.recorded)).value.count += 1;
			},
			done() {
				const usual = new Usual(
					[...before.all()].map(({ value, ...slot }) => ({ ...slot, value: value.count })),
				);
				return [...now.all()].flatMap(({ subject, slot, value: { count } }) => {
					const habit = usual.of(subject);
					const limit = Math.max(disclosureMinimum, factor * habit.busy);
					if (count < limit) return [];
					return finding(disclosureBurst, [subject.type, subject.id, slot], {
						subject,
						at: `${slot}:00:00.000Z`,
						count,
						limit,
						seen: `${count} disclosures or exports by one ${subject.type} in the hour from ${slot.replace('T', ' ')}:00 UTC`,
						threshold: `${limit} or more (${usualWords(subject, habit, 'hour')}; ${factor} times that, at least ${disclosureMinimum})`,
					});
				});
			},
		};
	},
};
