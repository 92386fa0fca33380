import { phiRevealedContract, type PhiRevealed } from '../../shared/contracts';
import { HospitalError } from '../../shared/errors';
import { byContract, type Operation, type OperationContext } from '../../shared/face';
import { checkProject } from '../site';
import type { Reidentification } from '../vault';
import { projectVault } from './policy';
import { projectField } from './policy-fields';

/** Why somebody may ask for a value: a code, because the ledger takes no free text. */
const REASONS = [
	{ name: 'A Finding That Matters to the Patient', value: 'incidental-finding' },
	{ name: 'Contact Approved by the Ethics Board', value: 'approved-contact' },
	{ name: 'Correction of Data', value: 'data-correction' },
	{ name: 'Legal Obligation', value: 'legal-obligation' },
	{ name: 'Patient Safety', value: 'patient-safety' },
	{ name: 'Withdrawal of Consent', value: 'consent-withdrawn' },
] as const;

export const reidentify: Operation = {
	value: 'reidentify',
	name: 'Re-Identify',
	description:
		'Turn codes of the vault back into the values behind them. Recorded in the audit ledger before a value is shown.',
	action: 'Re identify codes of the vault',
	fields: [
		{
			displayName: 'Text',
			name: 'codes',
			type: 'string',
			typeOptions: { rows: 4 },
			default: '',
			required: true,
			placeholder: 'e.g. [MRN:7F3KQ9ZXT2M4B]',
			description:
				'A code, or a text that holds codes. Only what is in the vault of the project is turned back.',
		},
		projectField,
		{
			displayName: 'Purpose',
			name: 'revealPurpose',
			type: 'options',

			default: '',
			required: true,
			description: 'Why the values are needed. It goes into the audit ledger.',
			options: [{ name: 'Please Choose', value: '' }, ...REASONS],
		},
		{
			displayName: 'Approval Number',
			name: 'revealApproval',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'e.g. IRB-2026-0117',
			description:
				'Number of the approval or of the request, without anything of a patient. It goes into the audit ledger.',
		},
		{
			displayName: 'Requested By',
			name: 'revealUser',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'e.g. ada.testperson',
			description: 'Account of the person who asks. It goes into the audit ledger.',
		},
	],
	async execute(context) {
		const request = await readRequest(context);
		const text = await context.parameter<unknown>('codes');
		if (typeof text !== 'string' || text === '') {
			throw new HospitalError('input-missing', 'The field "Text" is empty', {
				nextStep: 'Enter a code such as [MRN:7F3KQ9ZXT2M4B], or a text that holds codes.',
			});
		}
		const vault = await projectVault(request.project, (event) => recorded(context, request, event));
		try {
			const { purpose, user, project } = request;
			const done = await vault.revealText(text, { purpose, user });
			if (done.revealed === 0) throw nothingRevealed();
			const value: PhiRevealed = { contract: 'PhiRevealed/1', project, ...done };
			return { add: [byContract(phiRevealedContract, value)] };
		} finally {
			await vault.close();
		}
	},
};

/** Success without a value would look as if there were none. */
const nothingRevealed = (): HospitalError =>
	new HospitalError('vault-code-unknown', 'The vault of this project knows no code in the text', {
		nextStep:
			'Check that the project is the one that the codes were made in, and that the codes are whole and in capitals. The request stands in the ledger; nothing was revealed.',
	});

interface Request {
	readonly project: string;
	readonly reason: string;
	readonly approval: string;
	readonly user: string;
	readonly purpose: string;
}

async function readRequest(context: OperationContext): Promise<Request> {
	const reason = String(await context.parameter<unknown>('revealPurpose', ''));
	if (!REASONS.some(({ value }) => value === reason)) {
		throw new HospitalError('vault-purpose-missing', 'Re-identifying needs a purpose', {
			nextStep: 'Choose one in the field "Purpose". Nothing was revealed.',
		});
	}
	const approval = code(await context.parameter<unknown>('revealApproval', ''), 'Approval Number');
	const user = code(await context.parameter<unknown>('revealUser', ''), 'Requested By');
	const project = checkProject(String(await context.parameter<unknown>('project', '')).trim());
	return { project, reason, approval, user, purpose: `${reason} ${approval}` };
}

function code(value: unknown, field: string): string {
	const text = String(value ?? '').trim();
	if (/^[A-Za-z0-9][A-Za-z0-9._@/-]{1,63}$/.test(text)) return text;
	throw new HospitalError(
		'vault-purpose-missing',
		`The field "${field}" holds no number or account`,
		{
			nextStep:
				'Letters, digits and . _ @ / - are taken, because it stands in the audit ledger. Nothing was revealed.',
		},
	);
}

/** The vault waits for this before it gives a value. */
async function recorded(
	context: OperationContext,
	{ reason, approval, user, project }: Request,
	{ counts, unknown }: Reidentification,
): Promise<void> {
	await context.audit({
		kind: 'access',
		interaction: 'phi-reidentified',
		action: 'R',
		outcome: '0',
		outcomeReason: reason,
		actor: { type: 'user', id: user },
		objects: [
			{ type: 'privacy-project', version: project },
			{ type: 'approval', version: approval },
			...Object.entries(counts).map(([version, count]) => ({ type: 'identifier', version, count })),
			...(unknown > 0 ? [{ type: 'unknown-code', count: unknown }] : []),
		],
	});
}
