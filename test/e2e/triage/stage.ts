import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { headCt, lesionPosition, type CtImage, type HeadCtOptions } from '../../hospital/ct.ts';
import type { ScannedStudy } from '../../hospital/modality.ts';
import { orderOf, type Person } from '../../hospital/people.ts';
import { startSite, type Site, type SiteOptions } from '../../hospital/site.ts';
import { peer } from '../../peers/require.ts';

/** The sender that the listener lets in. */
export const MODALITY_AET = 'DEMOCT1';

type Declare = (name: string, run: (t: TestContext) => Promise<void>) => void;

/** One demo hospital for all tests of a file: it opens for the first test and stands until `close`. */
export class Stage {
	readonly scanned: ScannedStudy[] = [];
	readonly #declare: Declare;
	readonly #options: Partial<SiteOptions>;
	#opening: Promise<Site> | undefined;
	#dir = '';
	#nextPerson = 0;

	/**
	 * @param declare calls `test` in the test file itself: reports name the file of the call
	 * @param options what this hospital has otherwise
	 */
	constructor(declare: Declare, options: Partial<SiteOptions> = {}) {
		this.#declare = declare;
		this.#options = options;
	}

	/** A test that gets the hospital; skipped where its machines cannot be had. */
	test(name: string, run: (site: Site, t: TestContext) => Promise<void>): void {
		this.#declare(name, async (t) => {
			await peer(t, async () => await run(await this.#open(), t));
		});
	}

	async close(): Promise<void> {
		const site = await this.#opening?.catch(() => undefined);
		await site?.stop();
		if (this.#dir !== '') await rm(this.#dir, { recursive: true, force: true });
	}

	/** Somebody whose record and order are in good state and whom no earlier test has used. */
	nextPerson(site: Site): Person {
		const person = site.people.ordinary[this.#nextPerson++];
		if (person === undefined) throw new RangeError('the demo hospital has not enough people');
		return person;
	}

	/** A small study (20 slices of 128 x 128) with a lesion that the model finds. */
	async scanPositive(site: Site, options: Partial<HeadCtOptions> = {}): Promise<ScannedStudy> {
		return await this.scan(site, {
			lesion: { size: 18, hu: 70, position: lesionPosition(7) },
			...options,
		});
	}

	/** A small study of `options.person`, or of the next one. */
	async scan(site: Site, options: Partial<HeadCtOptions> = {}): Promise<ScannedStudy> {
		return await this.keep(site, headCt(this.small(site, options)));
	}

	/** What a small study is made of. */
	small(site: Site, options: Partial<HeadCtOptions> = {}): HeadCtOptions {
		const person = options.person ?? this.nextPerson(site);
		const order = options.order ?? orderOf(site.people, person);
		return { slices: 20, matrix: 128, seed: 7, ...options, person, order };
	}

	/** A study of these images only. */
	async keep(site: Site, images: readonly CtImage[]): Promise<ScannedStudy> {
		const study = await site.modality.keep(images);
		this.scanned.push(study);
		return study;
	}

	async #open(): Promise<Site> {
		this.#opening ??= this.#start();
		return await this.#opening;
	}

	async #start(): Promise<Site> {
		this.#dir = await mkdtemp(join(tmpdir(), 'hospital-triage-'));
		return await startSite({
			dir: this.#dir,
			quietSeconds: 1,
			people: 40,
			settings: { 'DICOM Trigger': { options: { callingAeTitles: MODALITY_AET } } },
			...this.#options,
		});
	}
}
