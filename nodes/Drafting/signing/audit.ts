import { dataDirectory } from '../../shared/data-directory';
import { HospitalError } from '../../shared/errors';
import { record, type AuditEvent, type PurposeOfUse } from '../../shared/ledger';
import { instanceName } from '../../shared/origin';
import type { Person } from './person';
import type { ReviewCase } from './review-case';

/** What is told of an event; the review, the person and the software are filled in. */
export interface SigningEvent {
	interaction: string;
	action: AuditEvent['action'];
	outcome?: AuditEvent['outcome'];
	outcomeReason?: string;
	person?: Pick<Person, 'subject' | 'method'> & { role?: string };
	/** Hex SHA-256 of the draft or text that it is about. */
	sha256?: string;
	count?: number;
	/** The software that did it, when no review is open. */
	agent?: AuditEvent['agent'];
	/** Where the browser is, as far as n8n was told. */
	address?: string;
}

/**
 * Records what somebody did with a review.
 *
 * @throws HospitalError `audit-unavailable`: nothing may be shown or decided then
 */
export async function auditReview(
	review: ReviewCase | undefined,
	event: SigningEvent,
): Promise<void> {
	const { key } = await dataDirectory();
	const { person, sha256, count } = event;
	try {
		await record({
			kind: 'access',
			interaction: event.interaction,
			action: event.action,
			outcome: event.outcome ?? '0',
			outcomeReason: event.outcomeReason,
			...(person && {
				actor: {
					type: 'user',
					id: person.subject,
					role: person.role,
					authentication: person.method === 'oidc' ? 'openid-connect' : 'sign-off-link',
				},
			}),
			...(event.address !== undefined && { network: { address: event.address } }),
			agent: {
				instance: instanceName(),
				...event.agent,
				...(review && {
					workflowId: review.workflowId,
					workflowVersion: review.workflowVersion,
					executionId: review.executionId,
					node: review.nodeName,
					nodeType: review.nodeType,
				}),
			},
			...(review && {
				patient: key.pseudonym('fhir', review.patient),
				...(review.encounter !== undefined && {
					encounter: key.pseudonym('fhir', review.encounter),
				}),
				purposeOfUse: review.purposeOfUse as PurposeOfUse,
				objects: [{ type: 'clinical-draft', sha256, count }],
				workItem: review.work && {
					id: review.work.id,
					attempt: review.work.attempt,
					priority: review.work.priority,
				},
			}),
		});
	} catch (error) {
		if (error instanceof HospitalError) throw error;
		throw new HospitalError('audit-unavailable', 'The audit ledger cannot be written', {
			nextStep:
				'Nothing was shown or decided, because it could not have been recorded. Tell those who look after n8n: free space and permissions of the hospital data directory.',
			cause: error,
		});
	}
}
