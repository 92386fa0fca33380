import { hourOf } from './clock';
import { doerOf, finding, isAccess, type AnomalyRule } from './rule';
import { Slots, Usual, usualWords } from './usual';

export const volume: AnomalyRule = {
	name: 'access-volume',
	title: 'Far more accesses than usual',
	description:
		'One user or workflow opens far more in an hour than in a busy hour of its own before',
	ask: 'For a user, the head of the department. For a workflow, whoever looks after it: did it start over, or was it pointed at more patients?',
	watch({ since, until, factor, volumeMinimum }) {
		const before = new Slots<{ count: number }>(() => ({ count: 0 }));
		const now = new Slots<{ count: number }>(() => ({ count: 0 }));
		return {
			add(record) {
				const doer = doerOf(record);
				if (doer === undefined || !isAccess(record) || record.recorded >= until) return;
				const slots = record.recorded < since ? before : now;
				slots.at(doer, hourOf(record.recorded)).value.count += 1;
			},
			done() {
				const usual = new Usual(
					[...before.all()].map(({ value, ...slot }) => ({ ...slot, value: value.count })),
				);
				return [...now.all()].flatMap(({ subject, slot, value: { count } }) => {
					const habit = usual.of(subject);
					const limit = Math.max(volumeMinimum, factor * habit.busy);
					if (count < limit) return [];
					return finding(volume, [subject.type, subject.id, slot], {
						subject,
						at: `${slot}:00:00.000Z`,
						count,
						limit,
						seen: `${count} accesses by one ${subject.type} in the hour from ${slot.replace('T', ' ')}:00 UTC`,
						threshold: `${limit} or more (${usualWords(subject, habit, 'hour')}; ${factor} times that, at least ${volumeMinimum})`,
					});
				});
			},
		};
	},
};
