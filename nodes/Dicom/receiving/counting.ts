import type {
	ICredentialsDecrypted,
	INodeCredentialTestResult,
	ITriggerFunctions,
} from 'n8n-workflow';
import { echo } from '../../clients/dimse';
import { resolve } from '../../shared/egress';
import { HospitalError, toHospitalError } from '../../shared/errors';
import { credentialTest } from '../../shared/face';
import { peerOf, type DicomNodeCredential } from '../peer';
import {
	imageCounter,
	type CountAnswer,
	type CountQuestion,
	type CountSource,
	type CountTrouble,
} from './count-images';
import type { CompareWith } from './study-fields';

export type Counter = (question: CountQuestion) => Promise<CountAnswer>;

/**
 * Adds what asks the PACS for the number of images, where the fields say so.
 *
 * @throws HospitalError `egress-refused`, `host-invalid` for an address that may never be asked,
 *   `ae-title-invalid` and others of a credential that cannot work
 */
export async function withCounting<T extends { compareWith: CompareWith }>(
	functions: ITriggerFunctions,
	fields: T,
): Promise<T & { count?: Counter }> {
	const source = await sourceOf(functions, fields.compareWith);
	if (source === undefined) return fields;
	await requireAllowed(source);
	const count = imageCounter(source, (trouble) => functions.logger.warn(noteOf(trouble)));
	return { ...fields, count };
}

const noteOf = (trouble: CountTrouble): string =>
	trouble === 'counts-every-object'
		? 'DICOM Trigger: the PACS does not say how many images its series have; reports and presentation states count as images'
		: `DICOM Trigger: the PACS does not say how many images it has (${trouble.failed}); studies go by their other signs`;

/**
 * An address that the egress guard refuses would be asked for nothing, for ever. A name that cannot be
 * looked up now may be known later, and keeps no port from opening.
 */
async function requireAllowed(source: CountSource): Promise<void> {
	const host = 'peer' in source ? source.peer.host : new URL(source.baseUrl).hostname;
	try {
		await resolve(host);
	} catch (error) {
		const { code, message, nextStep } = toHospitalError(error, 'Looking up the PACS');
		if (code !== 'egress-refused' && code !== 'host-invalid') return;
		const where = 'peer' in source ? 'credential "DICOM Node API"' : 'field "DICOMweb Address"';
		throw new HospitalError(
			code,
			`The PACS that "Compare With the PACS" asks cannot be reached: ${message}`,
			{ nextStep: `Check the ${where}. ${nextStep}`, cause: error },
		);
	}
}

async function sourceOf(
	functions: ITriggerFunctions,
	compareWith: CompareWith,
): Promise<CountSource | undefined> {
	if (compareWith.by === 'none') return undefined;
	if (compareWith.by === 'dicomweb') return { baseUrl: compareWith.baseUrl };
	const credential = await functions.getCredentials<DicomNodeCredential & object>('dicomNodeApi');
	return { peer: peerOf(credential) };
}

/** Test of the credential: says who answered, or what is wrong. */
export async function testDicomNode(
	credential: ICredentialsDecrypted,
): Promise<INodeCredentialTestResult> {
	return await credentialTest('Testing the DICOM node', async () => {
		const peer = peerOf((credential.data ?? {}) as unknown as DicomNodeCredential);
		const { milliseconds } = await echo(peer);
		return `${peer.calledAeTitle} answered in ${milliseconds} ms`;
	});
}
