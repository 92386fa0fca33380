import type { Output } from '../../shared/command';
import { requestWork, workListing } from '../../shared/work';
import { find } from './find';

const DAY = 24 * 3_600_000;

/** `hospital work retry ID` */
export async function retry(id: string, out: Output): Promise<number> {
	const view = await find(id, out);
	if (view === undefined) return 1;
	if (view.phase === 'running' || view.phase === 'parked') {
		out.note(
			view.phase === 'running'
				? 'It is being worked on now. Without an end it is taken up again by itself.'
				: 'It waits for a decision. It goes on when that is recorded.',
		);
		return 1;
	}
	await requestWork('retry', id);
	out.note('Requested. n8n takes it up within a second, or at its next start.');
	return 0;
}

/** What stopped many at once (a wrong credential) is mended once, and then all of them go on. */
export async function retryAll(reason: string, out: Output): Promise<number> {
	const { escalated } = await (await workListing()).endedCounts();
	const items = escalated.filter(({ closing }) => closing?.reason === reason);
	for (const { id } of items) await requestWork('retry', id);
	out.note(
		items.length === 0
			? 'No work ended as ESCALATED with this reason.'
			: `Requested for ${items.length}. n8n takes them up within a second, or at its next start.`,
	);
	return items.length === 0 ? 1 : 0;
}

/** `hospital work purge --days N` */
export async function purge(days: string, out: Output): Promise<number> {
	const count = Number(days);
	if (!(count >= 1 && count <= 36_500)) {
		out.note('--days takes a number from 1 to 36500.');
		return 2;
	}
	await requestWork('purge', String(Math.floor(Date.now() - count * DAY)));
	out.note('Requested. n8n disposes of it within a second, or at its next start.');
	return 0;
}
