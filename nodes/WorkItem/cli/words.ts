import type { WorkView } from '../../shared/work';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** How an item ended, or what it waits for. */
export const stateOf = ({ phase, closing }: WorkView): string => closing?.state ?? phase;

/** How an ended item ended is its only reason: an earlier failure says nothing about the end. */
export const reasonOf = ({ closing, lease }: WorkView): string =>
	(closing === undefined ? lease?.lastFailure : closing.reason) ?? '';

export const ownerOf = ({ closing, owner }: WorkView): string => closing?.owner || owner;

/** The workflow by its name, or by its id where the name is not known. */
export const workflowOf = ({ workflow, route }: Pick<WorkView, 'workflow' | 'route'>): string =>
	workflow ?? route.split('/')[0];

/** A time span in its largest unit: `42 s`, `3 min`, `5 h`, `12 d`. */
export function span(milliseconds: number): string {
	const time = Math.max(0, milliseconds);
	if (time < MINUTE) return `${Math.floor(time / 1000)} s`;
	if (time < HOUR) return `${Math.floor(time / MINUTE)} min`;
	if (time < 2 * DAY) return `${Math.floor(time / HOUR)} h`;
	return `${Math.floor(time / DAY)} d`;
}
