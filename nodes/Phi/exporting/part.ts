import { copyFile, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { makeFolder, syncFolder } from '../../shared/durable';
import { digestOf, syncFile, type Digest } from './files';
import type { TableRow } from './row';

/** What of a patient goes into an export. */
export interface Part {
	/** One line of the file each: FHIR resources, or objects with a text or a message. */
	readonly records: readonly unknown[];
	readonly row: TableRow;
	/** Manifest without values, and which policy made it. */
	readonly manifest: unknown;
	/** Stands for the policy that made it: an export has one. */
	readonly policy: string;
	/** ISO 8601: when a consent was looked at; '' where none is needed. */
	readonly consentAt: string;
	/** Folder of images, where there are any. */
	readonly images?: string;
}

/** An image of a part, under its name there. */
export interface PartImage extends Digest {
	readonly name: string;
}

/** What a part says of its files. */
export interface PartRecord {
	readonly row: TableRow;
	readonly manifest: unknown;
	readonly records: number;
	readonly images: readonly PartImage[];
}

/** Names that are numbers: nothing of a patient stands in them. */
const IMAGE = /^[0-9-]+\.dcm$/;

/** Copies the images of a patient out of the folder of a run; they take the place of those that were there. */
export async function takeImages(from: string | undefined, to: string): Promise<PartImage[]> {
	await rm(to, { recursive: true, force: true });
	if (from === undefined) return [];
	await makeFolder(to);
	const taken: PartImage[] = [];
	for (const name of (await readdir(from)).filter((one) => IMAGE.test(one)).sort()) {
		await copyFile(join(from, name), join(to, name));
		await syncFile(join(to, name));
		taken.push({ name, ...(await digestOf(join(to, name))) });
	}
	await syncFolder(to);
	return taken;
}
