/** Names in the spool of received images: what lies where, for whoever may read it. */

import { createHash, createHmac } from 'node:crypto';
import { join } from 'node:path';
import { HospitalError } from '../errors';
import { preparedKey } from '../prepared-key';

/** File names hold no UID: a keyed hash stands for it, the same on every arrival. */
const nameOf = (nameKey: Buffer, kind: string, uid: string): string =>
	createHmac('sha256', preparedKey(nameKey)).update(`${kind}\0${uid}`).digest('hex').slice(0, 32);

/** 32 hex characters that stand for a Study Instance UID. */
export const studyKeyOf = (nameKey: Buffer, studyInstanceUid: string): string =>
	nameOf(nameKey, 'study', studyInstanceUid);

/** 32 hex characters that stand for a SOP Instance UID. */
export const sopKeyOf = (nameKey: Buffer, sopInstanceUid: string): string =>
	nameOf(nameKey, 'instance', sopInstanceUid);

export const incomingFolder = (spoolDir: string) => join(spoolDir, 'incoming');
export const undigestedFolder = (spoolDir: string) => join(spoolDir, 'undigested');
export const studiesFolder = (spoolDir: string) => join(spoolDir, 'studies');
export const journalFolder = (spoolDir: string) => join(spoolDir, 'journal');

/** @throws HospitalError `study-key-invalid`: a key comes from an item and must not lead elsewhere */
export function studyFolder(spoolDir: string, studyKey: string): string {
	if (!/^[0-9a-f]{32}$/.test(studyKey)) throw invalidKey();
	return join(studiesFolder(spoolDir), studyKey);
}

/**
 * Name of the list of one version's files on one lane: two AE titles may receive the same images,
 * and so may two workflows of one of them.
 *
 * @param of names what the list is for on its lane; absent for the whole study and every rule
 * @throws HospitalError `study-key-invalid`
 */
export function manifestName(version: string, lane: string, of?: string): string {
	return `${manifestPrefix(version)}${manifestOwner(lane, of)}.json`;
}

/** The part of a list's name that says on which lane it was made, and for what. */
export function manifestOwner(lane: string, of = ''): string {
	const owner = of === '' ? lane : `${lane}\n${of}`;
	return createHash('sha256').update(owner).digest('hex').slice(0, 8);
}

/** @throws HospitalError `study-key-invalid` */
export function manifestPrefix(version: string): string {
	if (!/^[0-9a-f]{64}$/.test(version)) throw invalidKey();
	return `${version}-`;
}

export const isManifest = (name: string) => /^[0-9a-f]{64}-[0-9a-f]{8}\.json$/.test(name);

/** Name of an instance file inside its study folder. */
export const instanceFile = (sopKey: string, sha256: string) =>
	`${sopKey}-${sha256.slice(0, 8)}.dcm`;

export const isInstanceFile = (name: string) => /^[0-9a-f]{32}-[0-9a-f]{8}\.dcm$/.test(name);

const invalidKey = () =>
	new HospitalError('study-key-invalid', 'The study reference is not one that this package made', {
		nextStep: 'Pass the study item on as the DICOM Trigger gave it.',
	});
