import { fhirClient, parseReference, type FhirServerCredential } from '../../clients/fhir';
import { priorAuthCaseContract } from '../../shared/contracts';
import { HospitalError } from '../../shared/errors';
import { byContract, type Operation, type OperationContext } from '../../shared/face';
import { gatherCase as gather } from '../gathering';
import { holdAdvice } from '../reasons';
import { orOnRecord, patientOf, recordsOf, serverOf } from './on-record';

interface Options {
	accountSystem?: unknown;
	provider?: unknown;
	facility?: unknown;
}

export const gatherCase: Operation = {
	value: 'gatherCase',
	name: 'Gather Case',
	description:
		'Read an order and what stands behind it: patient, coverage, payer, clinician, place and reasons',
	action: 'Gather a case for prior authorization',
	outputs: ['Ready', 'For a Person'],
	fields: [
		{
			displayName: 'Orders',
			name: 'orderReferences',
			type: 'string',
			default: "={{ $json.resource ? $json.resource.resourceType + '/' + $json.resource.id : '' }}",
			required: true,
			placeholder: 'e.g. ServiceRequest/8812',
			description:
				'The order that needs authorization, as a reference. Several of the same patient are separated by commas and asked for in one request.',
		},
		{
			displayName: 'Options',
			name: 'caseOptions',
			type: 'collection',
			placeholder: 'Add Option',
			default: {},
			description: 'What the records do not say',
			options: [
				{
					displayName: 'Account System of Clinicians',
					name: 'accountSystem',
					type: 'string',
					default: '',
					placeholder: 'e.g. https://hospital.example/accounts',
					description:
						'System of those identifiers of clinicians in the record that are their accounts at the sign-in: then only who ordered can be asked to attest',
				},
				{
					displayName: 'Place of the Service',
					name: 'facility',
					type: 'string',
					default: '',
					placeholder: 'e.g. Location/12',
					description: 'Used before what the order says',
				},
				{
					displayName: 'Who Asks',
					name: 'provider',
					type: 'string',
					default: '',
					placeholder: 'e.g. Organization/3',
					description: 'Organization that asks the payer; used before what the records say',
				},
			],
		},
	],
	async execute(context) {
		const wanted = await readWanted(context);
		const credential = await context.credentials<FhirServerCredential>('fhirServerApi');
		const about = {
			interaction: 'prior-auth-case-gathered',
			action: 'R',
			...(await serverOf(context)),
		} as const;
		const knownAs = String(credential.knownAs ?? '')
			.split(',')
			.map((address) => address.trim())
			.filter((address) => address !== '');
		const { found, references } = await orOnRecord(context, about, () =>
			gather(fhirClient(credential), wanted, {
				now: new Date(),
				knownAs,
				...(context.signal && { signal: context.signal }),
			}),
		);
		const patient = await patientOf(context, `Patient/${found.patient.id ?? ''}`);
		await context.audit({
			kind: 'access',
			...about,
			outcome: found.decision === 'ready' ? '0' : '4',
			...(found.decision === 'hold' && { outcomeReason: found.reasons.join(',') }),
			...(patient && { patient }),
			objects: await recordsOf(context, references),
		});
		return {
			add: [byContract(priorAuthCaseContract, { ...found, advice: holdAdvice(found) })],
			output: found.decision === 'ready' ? 0 : 1,
		};
	},
};

async function readWanted(context: OperationContext) {
	const orders = referencesIn(await context.parameter<unknown>('orderReferences'));
	const { provider, facility, accountSystem } = await context.parameter<Options>('caseOptions', {});
	const system = String(accountSystem ?? '').trim();
	return {
		orders,
		...(system !== '' && { accountSystem: system }),
		...one('Who Asks', provider, 'provider', 'Organization'),
		...one('Place of the Service', facility, 'facility', 'Location'),
	};
}

/** A list, or text with commas. */
function referencesIn(value: unknown): string[] {
	const parts: unknown[] = Array.isArray(value) ? value : String(value ?? '').split(',');
	return parts.map((part) => String(part).trim()).filter((part) => part !== '');
}

function one<K extends string>(
	field: string,
	value: unknown,
	key: K,
	type: string,
): { [name in K]?: string } {
	const text = String(value ?? '').trim();
	if (text === '') return {};
	if (parseReference(text)?.type === type) return { [key]: text } as { [name in K]: string };
	throw new HospitalError('input-invalid', `The option "${field}" holds no ${type}`, {
		nextStep: `Enter it as ${type}/ and its id, or remove the option.`,
	});
}
