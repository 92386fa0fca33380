import type { Hl7Message } from '../../formats/hl7';
import type { OperationAudit, OperationContext } from '../../shared/face';
import type { AuditObject, Pseudonym } from '../../shared/ledger';

type About = Pick<OperationAudit, 'interaction' | 'action' | 'outcome' | 'outcomeReason'> & {
	network?: OperationAudit['network'];
	objects?: AuditObject[];
};

/** Records what was done with a message: who it is about, and which one, both as pseudonyms. */
export async function auditMessage(
	context: OperationContext,
	message: Hl7Message,
	key: string | undefined,
	{ objects = [], ...about }: About,
): Promise<void> {
	const patient = await patientOf(context, message);
	await context.audit({
		kind: 'access',
		...about,
		...(patient && { patient }),
		objects: [
			{ type: 'hl7-message', ...(await messagePseudonym(context, message, key)), count: 1 },
			...objects,
		],
	});
}

/** The same as in the records of the listener: the first number of PID-3 with its authority. */
async function patientOf(
	context: OperationContext,
	message: Hl7Message,
): Promise<Pseudonym | undefined> {
	const numbers = readable(() => {
		const [first] = message.all('PID-3');
		return { id: first?.get(1), issuer: first?.get(4) };
	});
	if (!numbers?.id) return undefined;
	return await context.pseudonym('patient', numbers.issuer ?? '', numbers.id);
}

async function messagePseudonym(
	context: OperationContext,
	message: Hl7Message,
	key: string | undefined,
): Promise<Pseudonym> {
	if (key !== undefined) return await context.pseudonym('hl7-message', key);
	const header = readable(() => message.header);
	const { sendingApplication = '', controlId = '' } = header ?? {};
	return await context.pseudonym('hl7-message', sendingApplication, controlId);
}

/** A message in characters that nobody declared is recorded all the same. */
function readable<T>(read: () => T): T | undefined {
	try {
		return read();
	} catch {
		return undefined;
	}
}
