import type { Operation, OperationContext } from '../../shared/face';
import { dataDirectory } from '../../shared/data-directory';
import { HospitalError } from '../../shared/errors';
import type { AuditEvent } from '../../shared/ledger';
import { requireAccount, requireCode, requireName } from './emit/codes';
import {
	BREAK_GLASS_REVIEWED,
	emergenciesSince,
	REVIEW_DECISIONS,
	type EmergencyAccess,
	type ReviewDecision,
} from '../emergency/emergencies';

/** Reviews are due within days; an access of years ago is no longer decided on here. */
const LOOK_BACK_MS = 400 * 86_400_000;

/** SIEM Audit → Review Break-Glass: records what a reviewer decided, once, and never by the same person. */
export const reviewBreakGlass: Operation = {
	value: 'reviewBreakGlass',
	name: 'Review Break-Glass',
	description: 'Record what a reviewer decided about an emergency access',
	action: 'Record the review of an emergency access',
	endedWork: true,
	fields: [
		{
			displayName: 'Review Number',
			name: 'reviewNumber',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'e.g. bg-3f9a1c20b7d4',
			description: 'Number that the emergency access got',
		},
		{
			displayName: 'Decision',
			name: 'decision',
			type: 'options',
			default: 'justified',
			description: 'What the reviewer found',
			options: [
				{
					name: 'Follow Up',
					value: 'follow-up',
					description: 'It cannot be said yet; somebody takes it further',
				},
				{ name: 'Justified', value: 'justified' },
				{ name: 'Not Justified', value: 'not-justified' },
			],
		},
		{
			displayName: 'Reviewer',
			name: 'reviewer',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'e.g. jdoe',
			description: 'Account of who decided. Nobody can review an access of their own.',
		},
		{
			displayName: 'How the Reviewer Signed On',
			name: 'reviewerAuthentication',
			type: 'string',
			default: '',
			placeholder: 'e.g. sign-on-proxy',
			description: 'A code, for the record',
		},
	],
	async execute(context) {
		const review = requireName('Review Number', await context.parameter('reviewNumber'));
		const decision = await context.parameter<ReviewDecision>('decision');
		const reviewer = requireAccount('Reviewer', await context.parameter('reviewer'));
		const authentication = await context.parameter<string>('reviewerAuthentication', '');
		if (!REVIEW_DECISIONS.includes(decision)) {
			throw new HospitalError('input-invalid', 'The field "Decision" is not usable', {
				nextStep: `Use one of: ${REVIEW_DECISIONS.join(', ')}.`,
			});
		}
		const { audit } = await dataDirectory();
		const since = new Date(Date.now() - LOOK_BACK_MS).toISOString();
		const all = await emergenciesSince(audit, since, context.signal);
		const accesses = all.filter((one) => one.review === review);
		const event = {
			kind: 'work',
			interaction: BREAK_GLASS_REVIEWED,
			action: 'U',
			actor: {
				type: 'user',
				id: reviewer,
				...(authentication !== '' && {
					authentication: requireCode('How the Reviewer Signed On', authentication),
				}),
			},
		} as const;
		const [access] = accesses;
		await refuse(context, event, whyNot(accesses, reviewer));
		await context.audit({
			...event,
			outcome: decision === 'justified' ? '0' : '4',
			...(decision !== 'justified' && { outcomeReason: decision }),
			...(access.patient && { patient: access.patient }),
			...(access.encounter && { encounter: access.encounter }),
			emergency: { reason: access.reason, review },
		});
		const value = { ...access, decision, decidedBy: reviewer, decidedAt: new Date().toISOString() };
		return { add: [{ key: 'emergency', value, clear: [], plain: true }] };
	},
};

function whyNot(accesses: readonly EmergencyAccess[], reviewer: string): HospitalError | undefined {
	if (accesses.length === 0) {
		return new HospitalError(
			'break-glass-unknown',
			'There is no emergency access with this review number',
			{ nextStep: 'Compare the number with the task of the review. It begins with "bg-".' },
		);
	}
	if (accesses.some(({ decision }) => decision !== undefined && decision !== 'follow-up')) {
		return new HospitalError('break-glass-closed', 'This emergency access was reviewed already', {
			nextStep: 'A decision stays. If it was wrong, tell the compliance officer.',
		});
	}
	if (accesses.some(({ user }) => user?.toLowerCase() === reviewer.toLowerCase())) {
		return new HospitalError('break-glass-own', 'Nobody can review an access of their own', {
			nextStep: 'Somebody else has to decide about it.',
		});
	}
	return undefined;
}

/** That it was tried is recorded too. */
async function refuse(
	context: OperationContext,
	event: Pick<AuditEvent, 'kind' | 'interaction' | 'action' | 'actor'>,
	error: HospitalError | undefined,
): Promise<void> {
	if (error === undefined) return;
	await context.audit({ ...event, outcome: '8', outcomeReason: error.code });
	throw error;
}
