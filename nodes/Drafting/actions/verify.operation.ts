import {
	clinicalDraftContract,
	clinicalFactsContract,
	draftVerificationContract,
	type ClinicalDraft,
	type ClinicalFacts,
} from '../../shared/contracts';
import { byContract, contractField, type Operation } from '../../shared/face';
import { readDraft, readFacts, requireSameFacts, withVerdicts } from '../drafting';
import { verifyDraft } from '../verifying';
import { subjectOf } from './subject';

export const verify: Operation = {
	value: 'verify',
	name: 'Verify',
	description:
		'Compare every sentence of a draft with the facts and leave out what they do not bear out; say what is missing and where the chart contradicts itself. No model takes part.',
	action: 'Verify a draft against the facts',
	fields: [
		{ ...contractField(clinicalFactsContract), displayName: 'Facts' },
		contractField(clinicalDraftContract),
		{
			displayName: 'Sentences Borne Out in Part',
			name: 'partly',
			type: 'options',
			default: 'leaveOut',
			description:
				'What happens with a sentence of which the chart bears out only a part and contradicts nothing. What it does not bear out at all is always left out and shown.',
			options: [
				{
					name: 'Keep, Marked',
					value: 'keep',
					description: 'They stay in the document; the reviewer sees the mark',
				},
				{ name: 'Leave Out and Show', value: 'leaveOut' },
			],
		},
	],
	async execute(context) {
		const facts = readFacts(await context.contract<ClinicalFacts>(clinicalFactsContract));
		const draft = readDraft(await context.contract<ClinicalDraft>(clinicalDraftContract));
		requireSameFacts(facts, draft);
		const keepPartly = (await context.parameter<string>('partly', 'leaveOut')) === 'keep';
		const verification = verifyDraft(facts, draft);
		const checked = withVerdicts(draft, verification, keepPartly);
		const { patient, objects } = await subjectOf(context, facts);
		const { supported, partly, unsupported, omissions } = verification.counts;
		await context.audit({
			kind: 'access',
			interaction: 'clinical-draft-verified',
			action: 'R',
			outcome: unsupported + partly + omissions === 0 ? '0' : '4',
			patient,
			objects: [
				...objects,
				{ type: 'clinical-facts', sha256: facts.hash },
				{ type: 'sentence-supported', count: supported },
				{ type: 'sentence-partly', count: partly },
				{ type: 'sentence-unsupported', count: unsupported },
				{ type: 'omission', count: omissions },
				{ type: 'verifier', version: verification.verifier.version },
			],
		});
		return {
			add: [
				byContract(clinicalDraftContract, checked),
				byContract(draftVerificationContract, verification),
			],
		};
	},
};
