import { inShift, localClock } from './clock';
import { finding, isAccess, userOf, type AnomalyRule } from './rule';
import { Slots } from './usual';

/** Who did more than this share outside the working hours before is known to work then. */
const KNOWN_SHARE = 0.05;

export const offShift: AnomalyRule = {
	name: 'off-shift',
	title: 'Access outside the working hours',
	description:
		'A user who hardly ever works outside the ordinary hours opens patient data outside them',
	ask: 'Whoever keeps the duty roster: was the user on duty or on call?',
	watch(settings) {
		const { since, until, offShiftMinimum, shiftStart, shiftEnd } = settings;
		const local = localClock(settings.timeZone);
		const before = new Map<string, { all: number; off: number }>();
		const now = new Slots<{ count: number; first: string }>(() => ({ count: 0, first: '' }));
		return {
			add(record) {
				const user = userOf(record);
				const { recorded } = record;
				if (user === undefined || !isAccess(record) || recorded >= until) return;
				const time = local(recorded);
				const off = !inShift(time, settings);
				if (recorded < since) {
					const habit = before.get(user.id) ?? { all: 0, off: 0 };
					habit.all += 1;
					if (off) habit.off += 1;
					before.set(user.id, habit);
				} else if (off) {
					const { value } = now.at(user, time.day);
					value.count += 1;
					if (value.first === '' || recorded < value.first) value.first = recorded;
				}
			},
			done() {
				return [...now.all()].flatMap(({ subject, slot, value: { count, first } }) => {
					const { all, off } = before.get(subject.id) ?? { all: 0, off: 0 };
					if (count < offShiftMinimum || (all > 0 && off / all >= KNOWN_SHARE)) return [];
					return finding(offShift, [subject.id, slot], {
						subject,
						at: first,
						count,
						limit: offShiftMinimum,
						seen: `${count} accesses on ${slot} outside ${shiftStart} to ${shiftEnd} o'clock of the working days (${settings.timeZone})`,
						threshold: `${offShiftMinimum} or more in a day, by somebody who did less than 5 in 100 outside these hours before (${off} of ${all})`,
					});
				});
			},
		};
	},
};
