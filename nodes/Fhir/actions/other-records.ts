import { FhirError } from '../../clients/fhir';
import type { OperationContext } from '../../shared/face';
import { OtherRecord } from '../searching/other-record';

/**
 * Runs a reading, and records when the server sent a record of somebody else.
 *
 * @param asked `Type/id` of the one record that was asked for, or its type where it has no id yet
 */
export async function refusingOthers<T>(
	context: OperationContext,
	reading: () => Promise<T>,
	asked?: string,
): Promise<T> {
	try {
		return await reading();
	} catch (error) {
		if (error instanceof OtherRecord) await recordOther(context, error.record);
		else if (isOther(error)) await recordOther(context, asked ?? 'Resource');
		throw error;
	}
}

const isOther = (error: unknown): boolean =>
	error instanceof FhirError && error.code === 'fhir-other-record-received';

/** A record that somebody should look at: what the server sent was read, and refused. */
async function recordOther(context: OperationContext, record: string): Promise<void> {
	const [type = '', id] = record.split('/');
	await context.audit({
		kind: 'access',
		interaction: 'fhir-other-patient-received',
		action: 'R',
		outcome: '8',
		outcomeReason: 'other-patient',
		objects: [{ type, ...(id !== undefined && (await context.pseudonym('fhir', record))) }],
	});
}
