import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { storescu, type CalledEntity } from '../peers/dcmtk.ts';
import { headCt, type CtImage, type HeadCtOptions } from './ct.ts';

/** A study as it lies on the scanner's disk. */
export interface ScannedStudy {
	studyInstanceUid: string;
	seriesInstanceUids: string[];
	files: string[];
	dir: string;
}

/** The CT scanner: it makes synthetic studies and sends them with DCMTK's storescu. */
export class Modality {
	readonly #dir: string;
	#count = 0;

	/** @param dir folder for the studies that it makes */
	constructor(dir: string) {
		this.#dir = dir;
	}

	/** Makes a study and keeps its images as files. */
	async scan(options: HeadCtOptions): Promise<ScannedStudy> {
		return await this.keep(headCt(options));
	}

	async keep(images: readonly CtImage[]): Promise<ScannedStudy> {
		this.#count += 1;
		const dir = join(this.#dir, `study-${this.#count}`);
		await mkdir(dir, { recursive: true });
		const files: string[] = [];
		for (const [index, { bytes }] of images.entries()) {
			const file = join(dir, `image-${index + 1}.dcm`);
			await writeFile(file, bytes);
			files.push(file);
		}
		const series = new Set(images.map(({ seriesInstanceUid }) => seriesInstanceUid));
		return {
			studyInstanceUid: images[0].studyInstanceUid,
			seriesInstanceUids: [...series],
			files,
			dir,
		};
	}

	/**
	 * Sends a study over one association.
	 *
	 * @throws Error with storescu's output when an image was not accepted
	 */
	async send(study: ScannedStudy, to: CalledEntity): Promise<void> {
		const { code, stdout, stderr } = await storescu(to, study.files);
		if (code !== 0) throw new Error(`storescu ended with ${code}\n${stdout}\n${stderr}`);
	}

	/** Removes a study from the scanner's disk. */
	async forget(study: ScannedStudy): Promise<void> {
		await rm(study.dir, { recursive: true, force: true });
	}
}
