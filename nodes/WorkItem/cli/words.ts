import type { FoundWaiting } from '../../shared/waiting';
import { engineLife, type Listing, type WorkView } from '../../shared/work';

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

/** How long it has been open, or when it ended: `3 min`, `ended 12 d ago`. */
export const ageOf = ({ closing, openedAt }: WorkView, now: number): string =>
	closing === undefined
		? span(now - Date.parse(openedAt))
		: `ended ${span(now - Date.parse(closing.at))} ago`;

/** Which other version of the same study or message there is, and whether it came before or after. */
export const versionsOf = ({ supersedes, supersededBy }: WorkView): string =>
	[
		...(supersedes === undefined ? [] : [`replaces ${supersedes}`]),
		...(supersededBy === undefined ? [] : [`replaced by ${supersededBy}`]),
	].join(', ');

/** What comes in, in a few words: `CT, MR to HOSPITAL on port 11112`. */
export const arrivalOf = ({ about, kind }: FoundWaiting): string => {
	const { modalities, level, calledAeTitle, listener, ...others } = about;
	const known = [
		modalities ?? '',
		level === undefined || level === 'study' ? '' : `one ${level}`,
		calledAeTitle === undefined ? '' : `to ${calledAeTitle}`,
		listener === undefined ? '' : `on ${listener.replace('-', ' ')}`,
		...Object.entries(others).map(([name, value]) => `${wordsOf(name)} ${value}`),
	].filter((word) => word !== '');
	return known.length === 0 ? kind : known.join(' ');
};

/** What it waits for, in plain words. */
export const waitsForOf = ({ stopped, waitsFor }: FoundWaiting): string =>
	stopped ? 'its listener, which is not running' : waitsFor;

/** Nothing is waited for but that its work item can be made. */
export const isStuck = ({ waitsFor }: FoundWaiting): boolean => waitsFor.startsWith('complete, ');

/** When it goes on although nothing more comes; empty when that is open. */
export function latestOf({ until, stopped }: FoundWaiting, now: number): string {
	if (until === undefined || stopped) return '';
	const left = Date.parse(until) - now;
	return left <= 0 ? 'now' : `in ${span(left)}`;
}

/** Whether n8n hands out work, and when it last said so. */
export function engineSeen(board: Listing['board'], now: number): { runs: boolean; words: string } {
	if (board === undefined) return { runs: false, words: 'n8n has not handed out work here yet.' };
	const life = engineLife(board, now);
	const seen = `last seen ${span(now - board.seenAt)} ago`;
	if (life === 'running') return { runs: true, words: `n8n is running (${seen}).` };
	const how = life === 'ended' ? `n8n has ended (${seen})` : `n8n was ${seen}`;
	return { runs: false, words: `${how}: nothing is received or handed out.` };
}

/** `callingAeTitle` is "calling ae title" to a reader. */
const wordsOf = (name: string): string =>
	name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);

/** A time span in its largest unit: `42 s`, `3 min`, `5 h`, `12 d`. */
export function span(milliseconds: number): string {
	const time = Math.max(0, milliseconds);
	if (time < MINUTE) return `${Math.floor(time / 1000)} s`;
	if (time < HOUR) return `${Math.floor(time / MINUTE)} min`;
	if (time < 2 * DAY) return `${Math.floor(time / HOUR)} h`;
	return `${Math.floor(time / DAY)} d`;
}
