import type { INodeProperties } from 'n8n-workflow';
import type { PriorAuthQuestionnaire, QuestionnaireForm } from '../../shared/contracts';
import { toHospitalError } from '../../shared/errors';
import type { OperationContext } from '../../shared/face';
import type { OperationAudit } from '../../shared/face/context';
import { reportFaults } from '../questionnaire';
import { serverOf } from './on-record';
import { payerOf } from './payer-server';

export const reportFaultsField: INodeProperties = {
	displayName: 'Tell the Payer About Faults',
	name: 'dtrReportFaults',
	type: 'boolean',
	default: false,
	description:
		"Whether the payer is told which of its expressions could not be run ($log-questionnaire-errors), as the guide wants it. Only the names of the faults and of the questions leave, nothing of the chart. Needs the credential of the payer's server.",
};

/** Faults of expressions name the question that they belong to; what a package lacks does not. */
const faultsOf = ({ warnings }: QuestionnaireForm): string[] =>
	warnings.filter((warning) => /^[a-z-]+ \S+$/.test(warning));

/**
 * Tells the payer once for each piece of work. That it could not be told changes no answer: it is on
 * record, and that is all.
 */
export async function tellFaults(
	context: OperationContext,
	{ forms }: PriorAuthQuestionnaire,
): Promise<void> {
	if (context.isTest || !(await context.parameter<boolean>('dtrReportFaults', false))) return;
	for (const form of forms) {
		const faults = faultsOf(form);
		if (faults.length === 0) continue;
		const about: Omit<OperationAudit, 'outcome'> = {
			kind: 'access',
			interaction: 'prior-auth-faults-reported',
			action: 'E',
			objects: [{ type: 'prior-auth-questionnaire', sha256: form.sha256 }],
		};
		try {
			const client = await payerOf(context);
			await context.onceJson(`faults/${form.sha256}`, async () => {
				await reportFaults(client, form.questionnaire, faults, context.signal);
				return faults;
			});
			await context.audit({ ...about, ...(await serverOf(context)), outcome: '0' });
		} catch (error) {
			const { code } = toHospitalError(error, 'Telling the payer');
			await context.audit({ ...about, outcome: '8', outcomeReason: code });
		}
	}
}
