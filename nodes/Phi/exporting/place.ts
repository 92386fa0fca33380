import { randomBytes } from 'node:crypto';
import { readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { createOnce, makeFolder, syncFolder, writeDurably } from '../../shared/durable';
import { HospitalError, systemCode, toHospitalError } from '../../shared/errors';
import type { RiskReport } from '../risk';
import { noFolder, otherPolicy, released } from './errors';
import { namesIn } from './files';
import { takeImages, type Part, type PartRecord } from './part';
import { readReleased, writeRelease, type Released } from './release';
import type { TableRow } from './row';

const NAME = /^[a-z0-9]+(?:-[a-z0-9]+)*$/;
const KEY = /^[0-9a-f]{32}$/;
/** Reasons that a later attempt at the same patient may lift. */
const PASSING: ReadonlySet<string> = new Set(['needs-review']);

/** How many patients of an export are where. */
export interface Standing {
	readonly expected: number;
	readonly added: number;
	readonly leftOut: number;
	/** Expected, and neither added nor left out yet. */
	readonly waiting: number;
	readonly released: boolean;
}

/**
 * One export: a folder in which pieces of work put what they have of one patient each, at any time, in
 * any process, once or again. Nothing of it is for anybody until it is released.
 */
export class ExportPlace {
	readonly release: string;
	private readonly building: string;

	/** @throws HospitalError `field-invalid` */
	constructor(
		root: string,
		readonly name: string,
	) {
		if (name.length > 100 || !NAME.test(name)) {
			throw new HospitalError('field-invalid', 'The name of the export is not usable', {
				nextStep:
					'Use small letters, digits and hyphens, for example "stroke-registry-2026-11-22". No patient data: it is the name of a folder.',
			});
		}
		this.release = join(root, name, 'release');
		this.building = join(root, name, 'building');
	}

	/**
	 * Whoever is expected already is so again: a schedule that runs twice changes nothing.
	 *
	 * @param key stands for the patient within this export, 32 hex digits
	 * @throws HospitalError `export-released` for somebody new
	 */
	async expect(key: string): Promise<void> {
		const before = await namesIn(join(this.building, 'expected'));
		if (before.includes(checked(key))) return;
		if (await this.isReleased()) throw released();
		const folder = join(this.building, 'expected');
		await makeFolder(folder);
		await createOnce(join(folder, key), '');
	}

	/** The consent of somebody allows it at this moment. */
	async noteConsent(key: string, at: string): Promise<void> {
		const folder = join(this.building, 'consents');
		await makeFolder(folder);
		await writeDurably(join(folder, checked(key)), JSON.stringify({ at }));
	}

	/** Whether somebody is expected, in, or left out. */
	async knows(key: string): Promise<boolean> {
		if ((await this.holds(key)) || (await this.added()).includes(key)) return true;
		const kinds = ['expected', 'left-out'].map((kind) => namesIn(join(this.building, kind)));
		return (await Promise.all(kinds)).flat().includes(checked(key));
	}

	/** Whether somebody stands in the released folder. */
	async holds(key: string): Promise<boolean> {
		if (!(await this.isReleased())) return false;
		try {
			const keys = JSON.parse(await readFile(join(this.building, 'in.json'), 'utf8')) as string[];
			return keys.includes(checked(key));
		} catch (error) {
			if (systemCode(error) === 'ENOENT') return false;
			throw error;
		}
	}

	/** Why somebody stays out of this export for good: a refusal, or a person said so. */
	async outForGood(key: string): Promise<string | undefined> {
		const reason = await this.leftOutReason(key);
		return reason === undefined || PASSING.has(reason) ? undefined : reason;
	}

	/**
	 * Somebody who was expected will not come: the reason is a code. `needs-review` passes when a later
	 * attempt has a result; every other reason stays.
	 */
	async leaveOut(key: string, reason: string): Promise<void> {
		if (await this.isReleased()) return;
		if ((await this.outForGood(key)) === undefined) {
			await makeFolder(join(this.building, 'left-out'));
			const text = JSON.stringify({ reason });
			await writeDurably(join(this.building, 'left-out', checked(key)), text);
		}
		await rm(this.part(key), { force: true });
		await rm(join(this.building, 'parts', `${checked(key)}.jsonl`), { force: true });
		await rm(join(this.building, 'parts', checked(key)), { recursive: true, force: true });
	}

	/**
	 * Puts in what a patient has. Again, it takes the place of what was there.
	 *
	 * @throws HospitalError `export-released`, `export-other-policy`
	 */
	async add(key: string, part: Part): Promise<void> {
		if (await this.isReleased()) throw released();
		await makeFolder(this.building);
		await createOnce(join(this.building, 'policy'), part.policy);
		if (!(await this.isOfPolicy(part.policy))) throw otherPolicy();
		await this.noteConsent(key, part.consentAt);
		const folder = join(this.building, 'parts');
		await makeFolder(folder);
		await rm(this.part(key), { force: true });
		const lines = part.records.map((record) => `${JSON.stringify(record)}\n`).join('');
		await writeDurably(join(folder, `${checked(key)}.jsonl`), lines);
		const images = await takeImages(part.images, join(folder, checked(key)));
		const record: PartRecord = {
			row: part.row,
			manifest: part.manifest,
			records: part.records.length,
			images,
		};
		// Last: with it the part counts.
		await writeDurably(this.part(key), JSON.stringify(record));
		if ((await this.outForGood(key)) === undefined) {
			await rm(join(this.building, 'left-out', key), { force: true });
		}
	}

	/** Whether what this policy makes may go in: the first part decides. */
	async isOfPolicy(policy: string): Promise<boolean> {
		try {
			return (await readFile(join(this.building, 'policy'), 'utf8')) === policy;
		} catch (error) {
			if (systemCode(error) === 'ENOENT') return true;
			throw error;
		}
	}

	/** How many are in whose consent was last looked at before a moment (ISO 8601, UTC). */
	async consentsBefore(moment: string): Promise<number> {
		const looked = (await this.added()).map(async (key) => {
			const text = await readFile(join(this.building, 'consents', key), 'utf8').catch(() => '{}');
			const { at } = JSON.parse(text) as { at?: string };
			// An empty moment: no consent was needed. None at all: nobody knows.
			return at === undefined || (at !== '' && at < moment) ? 1 : 0;
		});
		return (await Promise.all(looked)).reduce<number>((sum, one) => sum + one, 0);
	}

	async standing(): Promise<Standing> {
		const expected = await namesIn(join(this.building, 'expected'));
		const leftOut = new Set(await namesIn(join(this.building, 'left-out')));
		const about = { expected: expected.length, leftOut: leftOut.size };
		if (await this.isReleased()) {
			const { patients } = await readReleased(this.release);
			return { ...about, added: patients, waiting: 0, released: true };
		}
		const added = new Set(await this.added());
		const waiting = expected.filter((key) => !added.has(key) && !leftOut.has(key)).length;
		return { ...about, added: added.size, waiting, released: false };
	}

	/** The flat table of all patients who are in, in no order that says anything. */
	async table(): Promise<TableRow[]> {
		const parts = await Promise.all((await this.added()).map(async (key) => await this.read(key)));
		return parts.map(({ row }) => row);
	}

	/**
	 * Makes the released folder: `records.jsonl`, `table.jsonl`, `images`, and `manifest.json` with the
	 * SHA-256 of each file. It appears whole or not at all; when it is there this changes nothing.
	 *
	 * @param about what the manifest says beside the files
	 */
	async finish(about: Readonly<Record<string, unknown>>): Promise<Released> {
		if (await this.isReleased()) return await readReleased(this.release);
		const aside = join(this.building, `.release-${randomBytes(8).toString('hex')}`);
		try {
			await makeFolder(join(aside, 'images'));
			const made = await this.write(aside, about);
			await rename(aside, this.release);
			await syncFolder(join(this.release, '..'));
			await rm(join(this.building, 'parts'), { recursive: true, force: true });
			return made;
		} catch (error) {
			await rm(aside, { recursive: true, force: true });
			if (await this.isReleased()) return await readReleased(this.release);
			throw toHospitalError(error, 'Releasing the export');
		}
	}

	/** The figures under which it was released. */
	async releasedRisk(): Promise<RiskReport> {
		const text = await readFile(join(this.release, 'manifest.json'), 'utf8');
		return (JSON.parse(text) as { risk: RiskReport }).risk;
	}

	private async write(folder: string, about: Readonly<Record<string, unknown>>): Promise<Released> {
		const keys = await this.added();
		const parts = join(this.building, 'parts');
		const read = async (key: string): Promise<PartRecord> => await this.read(key);
		const made = await writeRelease(folder, { name: this.name, keys, parts, read }, about);
		// Who is in can be said afterwards; it stays beside the release, never in it.
		await writeDurably(join(this.building, 'in.json'), JSON.stringify(keys));
		return made;
	}

	private async added(): Promise<string[]> {
		const names = await namesIn(join(this.building, 'parts'));
		const keys = names.flatMap((name) => (name.endsWith('.json') ? [name.slice(0, -5)] : []));
		const leftOut = await namesIn(join(this.building, 'left-out'));
		const out = new Set<string>();
		for (const key of keys.filter((one) => leftOut.includes(one))) {
			if ((await this.outForGood(key)) !== undefined) out.add(key);
		}
		return keys.filter((key) => !out.has(key)).sort();
	}

	private async leftOutReason(key: string): Promise<string | undefined> {
		try {
			const text = await readFile(join(this.building, 'left-out', checked(key)), 'utf8');
			return (JSON.parse(text) as { reason: string }).reason;
		} catch (error) {
			if (systemCode(error) === 'ENOENT') return undefined;
			throw error;
		}
	}

	private async read(key: string): Promise<PartRecord> {
		return JSON.parse(await readFile(this.part(key), 'utf8')) as PartRecord;
	}

	private part(key: string): string {
		return join(this.building, 'parts', `${checked(key)}.json`);
	}

	async isReleased(): Promise<boolean> {
		try {
			return (await stat(join(this.release, 'manifest.json'))).isFile();
		} catch (error) {
			if (systemCode(error) === 'ENOENT') return false;
			throw systemCode(error) === 'ENOTDIR' ? noFolder(error) : error;
		}
	}
}

/** A key as it names a file: nothing else may reach a path. */
function checked(key: string): string {
	if (KEY.test(key)) return key;
	throw new HospitalError('input-invalid', 'That is no key of a patient in an export', {
		nextStep: 'Connect this step behind the steps of the template, unchanged.',
	});
}
