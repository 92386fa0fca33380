import { createHash } from 'node:crypto';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Random, uidOf } from '../../hospital/random.ts';
import { dataSet, part10 } from '../../unit/dicom-net/build.ts';

/** One object of a study as a modality holds it. */
export interface SentInstance {
	sop: string;
	file: string;
	/** Hex SHA-256 of the data set. */
	sha256: string;
	acknowledged: boolean;
}

export interface SentStudy {
	name: string;
	uid: string;
	folder: string;
	instances: SentInstance[];
}

/** Makes one study after the other, the same ones for the same seed. */
export class StudySource {
	private readonly random: Random;
	private made = 0;
	private readonly seed: string | number;
	private readonly dir: string;

	constructor(seed: string | number, dir: string) {
		this.seed = seed;
		this.dir = dir;
		this.random = new Random('studies', seed);
	}

	/** Mostly small objects; every sixth study has one so large that its writing takes a while. */
	async next(): Promise<SentStudy> {
		const number = this.made++;
		const { random } = this;
		const name = `study ${number + 1}`;
		const uid = uidOf('campaign', this.seed, number);
		const folder = join(this.dir, String(number));
		const count = random.integer(2, 8);
		const large = number % 6 === 0 ? random.integer(0, count - 1) : -1;
		const plans = Array.from({ length: count }, (_, index) => ({
			sop: uidOf('campaign', this.seed, number, index),
			bytes: index === large ? random.integer(2, 6) * 1024 * 1024 : random.integer(500, 40_000),
			fill: random.integer(0, 255),
		}));
		await mkdir(folder, { recursive: true });
		const instances: SentInstance[] = [];
		for (const [index, { sop, bytes, fill }] of plans.entries()) {
			const pixels = Buffer.alloc(bytes, fill);
			const patient = { patientId: `ZZ-${number}`, patientName: `ZZTEST^STUDY${number}` };
			const set = dataSet({ study: uid, series: `${uid.slice(0, -2)}.1`, sop, pixels, ...patient });
			const file = join(folder, `${index}.dcm`);
			await writeFile(file, part10(set, { sop }));
			const sha256 = createHash('sha256').update(set).digest('hex');
			instances.push({ sop, file, sha256, acknowledged: false });
		}
		return { name, uid, folder, instances };
	}
}

/** Removes what a modality holds of a study. */
export const forget = async ({ folder }: SentStudy): Promise<void> =>
	await rm(folder, { recursive: true, force: true });
