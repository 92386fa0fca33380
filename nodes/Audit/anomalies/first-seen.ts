import { localClock } from './clock';
import { finding, isAccess, userOf, type AnomalyRule } from './rule';
import { Slots, Usual, usualWords } from './usual';

/**
 * Every new patient is new to somebody: one first time says nothing. Many on one day, far above what
 * the same user usually sees, look like browsing.
 */
export const firstSeen: AnomalyRule = {
	name: 'first-seen-patients',
	title: 'Many patients whom this user never opened before',
	description:
		'One user opens, within a day, far more patients for the first time than the user usually sees in a day',
	ask: 'The head of the department in which the user works: was there a reason, such as a new ward or a list to work off?',
	watch({ since, until, factor, firstSeenMinimum, timeZone }) {
		const local = localClock(timeZone);
		const known = new Set<string>();
		const before = new Slots<Set<string>>(() => new Set());
		const now = new Slots<Set<string>>(() => new Set());
		return {
			add(record) {
				const user = userOf(record);
				const { patient, recorded } = record;
				if (user === undefined || patient === undefined || !isAccess(record)) return;
				if (recorded >= until) return;
				const { day } = local(recorded);
				const slots = recorded < since ? before : now;
				slots.at(user, day).value.add(patient.pseudonym);
				if (recorded < since) known.add(`${user.id} ${patient.pseudonym}`);
			},
			done() {
				const usual = new Usual(
					[...before.all()].map(({ value, ...slot }) => ({ ...slot, value: value.size })),
				);
				return [...now.all()].flatMap(({ subject, slot, value }) => {
					const fresh = [...value].filter((one) => !known.has(`${subject.id} ${one}`)).length;
					const habit = usual.of(subject);
					const limit = Math.max(firstSeenMinimum, factor * habit.busy);
					if (fresh < limit) return [];
					return finding(firstSeen, [subject.id, slot], {
						subject,
						at: `${slot}T00:00:00.000Z`,
						count: fresh,
						limit,
						seen: `On ${slot} the user opened ${fresh} patients for the first time`,
						threshold: `${limit} or more (${usualWords(subject, habit, 'day')}; ${factor} times that, at least ${firstSeenMinimum})`,
					});
				});
			},
		};
	},
};
