import {
	priorAuthRequestContract,
	priorAuthValidationContract,
	type PriorAuthRequest,
} from '../../shared/contracts';
import { byContract, contractField, type Operation } from '../../shared/face';
import { validatePas } from '../rules';

export const validate: Operation = {
	value: 'validate',
	name: 'Validate',
	description:
		'Judge a packet by every rule of the guide for those who ask, on this machine, before it leaves',
	action: 'Validate a packet for the payer',
	outputs: ['Valid', 'Not Valid'],
	fields: [
		{
			displayName:
				'Asks nobody: membership of codes in licensed lists (X12, CPT, NUBC) is not judged. Place FHIR → Validate beside it for the structure of every record.',
			name: 'paValidateNotice',
			type: 'notice',
			default: '',
		},
		contractField(priorAuthRequestContract),
	],
	async execute(context) {
		const request = await context.contract<PriorAuthRequest>(priorAuthRequestContract);
		const kind = request.kind === 'inquiry' ? 'inquiry' : undefined;
		const validation = validatePas(request.bundle, kind);
		await context.audit({
			kind: 'access',
			interaction: 'prior-auth-validated',
			action: 'E',
			outcome: validation.valid ? '0' : '4',
			...(!validation.valid && { outcomeReason: 'pas-rules-broken' }),
			objects: [
				{ type: 'prior-auth-request', sha256: request.sha256 },
				{ type: 'validation-errors', count: validation.errors },
			],
		});
		return {
			add: [byContract(priorAuthValidationContract, validation)],
			output: validation.valid ? 0 : 1,
		};
	},
};
