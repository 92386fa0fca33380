import type { INodeCredentialTestResult } from 'n8n-workflow';
import { toHospitalError } from '../errors';

/**
 * Runs a connection test for n8n's credential dialog: one line that says what was found, or what is
 * wrong and what to do.
 */
export async function credentialTest(
	doing: string,
	test: () => Promise<string>,
): Promise<INodeCredentialTestResult> {
	try {
		return { status: 'OK', message: await test() };
	} catch (error) {
		const { message, nextStep } = toHospitalError(error, doing);
		return { status: 'Error', message: `${message}. ${nextStep}` };
	}
}
