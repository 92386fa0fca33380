import { priorAuthQuestionnaireContract, signOffContract } from '../../shared/contracts';
import type { CaseRecord, PriorAuthQuestionnaire } from '../../shared/contracts';
import type { OperationContext } from '../../shared/face';
import { answersPrint } from '../packet';
import { approvedOf } from './clinician-roles';

/**
 * Answers to the payer's questions, complete once a clinician has approved them: nothing completes them by
 * itself (DTR, completion of standard questionnaires). Only what was on the signed page is completed, and
 * only where it is known that no required question of it is open.
 *
 * @throws HospitalError `prior-auth-not-approved` when there is a sign-off, but not of this packet
 */
export async function approvedAnswers(
	context: OperationContext,
	responses: readonly CaseRecord[],
): Promise<CaseRecord[]> {
	const isSigned = (await context.optionalContract(signOffContract)) !== undefined;
	if (responses.length === 0 || !isSigned) return [...responses];
	const {
		packet,
		signature: { at, practitioner },
	} = await approvedOf(context);
	const shown = new Set(packet.answers);
	const asked = await context.optionalContract<PriorAuthQuestionnaire>(
		priorAuthQuestionnaireContract,
	);
	const whole = new Set(
		(asked?.forms ?? [])
			.filter(({ refused, counts }) => refused === undefined && counts.requiredOpen === 0)
			.map(({ questionnaire }) => questionnaire),
	);
	return responses.map((response) =>
		response.status === 'in-progress' &&
		shown.has(answersPrint(response)) &&
		whole.has(String(response.questionnaire))
			? {
					...response,
					status: 'completed',
					authored: at,
					...(practitioner?.startsWith('Practitioner/') && { author: { reference: practitioner } }),
				}
			: response,
	);
}
