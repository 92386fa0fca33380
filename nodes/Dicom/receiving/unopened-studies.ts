import { createHash } from 'node:crypto';
import { join, resolve } from 'node:path';
import type { StudyReference } from '../../shared/contracts';
import { systemCode, toHospitalError } from '../../shared/errors';
import { processState } from '../../shared/process-state';
import { WAITING_FOLDER, WaitingList, type Waiting } from '../../shared/waiting';
import { dedupeKeyOf } from '../intake/dedupe-key';
import type { PortSettings } from '../intake';
import { completeList } from '../intake/pending-studies';

/** More are counted with the list's own number; they are offered again, and come back then. */
const MOST = 10_000;

/**
 * Complete studies whose work item could not be made: no workflow sees them and nothing waits for
 * further images, so without this list nobody would know of them until the cause is mended.
 */
export class UnopenedStudies {
	private readonly studies = new Map<string, { route: string; item: Waiting }>();
	private readonly list: WaitingList;
	/** Stays of workflows that receive: one that is refused must not end that of another. */
	private readonly stays = new Set<symbol>();

	/**
	 * @param listener the journal's name, `port-11112`
	 * @param folder where lists of what waits lie in the spool
	 */
	constructor(
		private readonly listener: string,
		folder: string,
	) {
		this.list = new WaitingList(folder, completeList(listener), (most) => {
			const items = [...this.studies.values()].map(({ item }) => item);
			return { items: items.slice(0, most), more: Math.max(0, items.length - most) };
		});
	}

	/** Its work item could not be made. */
	add(route: string, study: StudyReference, error: unknown): void {
		const name = nameOf(route, study);
		if (this.studies.size >= MOST && !this.studies.has(name)) return;
		this.studies.set(name, { route, item: this.describe(route, study, error) });
		this.list.touch();
	}

	/** Its work item is there. */
	remove(route: string, study: StudyReference): void {
		if (this.studies.delete(nameOf(route, study))) this.list.touch();
	}

	/** The workflow receives: what could not be opened before is offered to it again. */
	enter(route: string): symbol {
		const stay = Symbol(route);
		this.stays.add(stay);
		for (const [name, { route: its }] of this.studies) if (its === route) this.studies.delete(name);
		this.list.touch();
		return stay;
	}

	/**
	 * The workflow receives no more; its studies go on waiting, and stay in the list.
	 *
	 * @returns true when it was the last one: the list is closed
	 */
	leave(stay: symbol): boolean {
		return this.stays.delete(stay) && this.stays.size === 0;
	}

	/** The list stays on the disk as that of a receiver that does not run. */
	async close(): Promise<void> {
		await this.list.close();
	}

	private describe(route: string, study: StudyReference, error: unknown): Waiting {
		const { key, scope, calledAeTitle, modalities, instanceCount } = study;
		const level = scope?.level ?? 'study';
		return {
			kind: 'dicom-study',
			id: key,
			route,
			about: { listener: this.listener, calledAeTitle, level, modalities: modalities.join(', ') },
			count: instanceCount,
			unit: 'images',
			since: study.firstReceivedAt,
			lastAt: study.lastReceivedAt,
			waitsFor: `complete, cannot be handed on: ${causeOf(error)}`,
		};
	}
}

/**
 * The list of a port for one workflow; it is one for all of them, also when n8n loads the package twice.
 *
 * @returns the list, and what ends the workflow's part in it
 */
export function enterUnopened(
	{ spoolDir, port }: Pick<PortSettings, 'spoolDir' | 'port'>,
	route: string,
): { unopened: UnopenedStudies; leave(): Promise<void> } {
	const all = processState('dicom-unopened/1', () => new Map<string, UnopenedStudies>());
	const folder = join(resolve(spoolDir), WAITING_FOLDER);
	const name = `${folder}\n${port}`;
	const unopened = all.get(name) ?? new UnopenedStudies(`port-${port}`, folder);
	all.set(name, unopened);
	const stay = unopened.enter(route);
	return {
		unopened,
		leave: async () => {
			if (!unopened.leave(stay)) return;
			if (all.get(name) === unopened) all.delete(name);
			await unopened.close();
		},
	};
}

/** Version and scope make the work item; they may hold UIDs. */
const nameOf = (route: string, study: StudyReference): string =>
	createHash('sha256')
		.update(`${route}\n${dedupeKeyOf({ ...study, version: '' })}`)
		.digest('hex');

const CAUSES: Readonly<Record<string, string>> = {
	ENOSPC: 'disk full',
	EDQUOT: 'disk full',
	EROFS: 'the disk is read-only',
	'audit-disk-full': 'disk full',
};

function causeOf(error: unknown): string {
	const { code } = toHospitalError(error, 'Opening the work item');
	return CAUSES[code] ?? CAUSES[systemCode(error) ?? ''] ?? code;
}
