import type {
	ICredentialsDecrypted,
	INodeCredentialTestResult,
	ITriggerFunctions,
} from 'n8n-workflow';
import { echo } from '../../clients/dimse';
import { credentialTest } from '../../shared/face';
import { peerOf, type DicomNodeCredential } from '../peer';
import { imageCounter, type CountQuestion, type CountSource } from './count-images';
import type { CompareWith } from './study-fields';

export type Counter = (question: CountQuestion) => Promise<number | undefined>;

/**
 * Adds what asks the PACS for the number of images, where the fields say so.
 *
 * @throws HospitalError `ae-title-invalid` and others of a credential that cannot work
 */
export async function withCounting<T extends { compareWith: CompareWith }>(
	functions: ITriggerFunctions,
	fields: T,
): Promise<T & { count?: Counter }> {
	const source = await sourceOf(functions, fields.compareWith);
	if (source === undefined) return fields;
	const count = imageCounter(source, (code) =>
		functions.logger.warn(
			`DICOM Trigger: the PACS does not say how many images it has (${code}); studies go by their other signs`,
		),
	);
	return { ...fields, count };
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
