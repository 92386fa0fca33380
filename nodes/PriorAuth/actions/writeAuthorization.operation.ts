import { fhirClient, type FhirServerCredential } from '../../clients/fhir';
import {
	chartWriteContract,
	priorAuthDecisionContract,
	priorAuthRequestContract,
	type ChartWrite,
	type PriorAuthDecision,
	type PriorAuthRequest,
} from '../../shared/contracts';
import { HospitalError } from '../../shared/errors';
import {
	byContract,
	contractField,
	writeInTestsField,
	type Operation,
	type OperationContext,
} from '../../shared/face';
import { requireAsSent } from '../writing/as-sent';
import { requirePatientAsSent } from '../writing/patient-as-sent';
import { granted, writeAuthorization as write } from '../writing/authorization';
import { orOnRecord, recordsOf, serverOf } from './on-record';

export const writeAuthorization: Operation = {
	value: 'writeAuthorization',
	name: 'Write Authorization Number',
	description:
		'Put the authorization number on the order in the record, with the days for which it holds. An order that was taken back or changed since it was asked for is left alone.',
	action: 'Write the authorization number to the order',
	fields: [
		contractField(priorAuthDecisionContract),
		contractField(priorAuthRequestContract),
		{
			displayName: 'System of Authorization Numbers',
			name: 'authorizationSystem',
			type: 'string',
			default: '={{ $json.config?.authorizationSystem }}',
			required: true,
			placeholder: 'e.g. https://payer.example/authorizations',
			description: "Under which address the record keeps the payer's numbers apart from other ones",
		},
		writeInTestsField,
	],
	async execute(context) {
		const decision = await context.contract<PriorAuthDecision>(priorAuthDecisionContract);
		const request = await context.contract<PriorAuthRequest>(priorAuthRequestContract);
		const system = await systemIn(context);
		const all = granted(decision, request);
		const outcomes: string[] = [];
		const about = {
			interaction: 'prior-auth-number-written',
			action: 'U',
			...(await serverOf(context)),
			objects: await recordsOf(
				context,
				all.map(({ order }) => order),
			),
		} as const;
		const mayWrite = await context.mayWrite();
		await orOnRecord(context, about, async () => {
			const credential = await context.credentials<FhirServerCredential>('fhirServerApi');
			const client = fhirClient(credential);
			// All are looked at before one is written.
			await requirePatientAsSent(client, request, context.signal);
			for (const { order } of all) {
				const [type = '', id = ''] = order.split('/');
				const options = context.signal ? { signal: context.signal } : {};
				requireAsSent(await client.read(type, id, options), request);
			}
			for (const one of all) {
				outcomes.push(
					mayWrite ? await write(client, one, { system, request }, context.signal) : 'not-written',
				);
			}
		});
		await context.audit({ kind: 'access', ...about, outcome: '0' });
		const written: ChartWrite = {
			references: all.map(({ order }) => order),
			resourceTypes: all.map(({ order }) => order.split('/')[0] ?? ''),
			outcomes: outcomes as ChartWrite['outcomes'],
			writtenAt: mayWrite ? new Date().toISOString() : '',
		};
		return { add: [byContract(chartWriteContract, written)] };
	},
};

async function systemIn(context: OperationContext): Promise<string> {
	const system = String((await context.parameter<unknown>('authorizationSystem', '')) ?? '').trim();
	if (/^(https?:\/\/|urn:)\S+$/.test(system)) return system;
	throw new HospitalError(
		'input-invalid',
		'The field "System of Authorization Numbers" is not usable',
		{
			nextStep: 'Enter an address such as https://payer.example/authorizations.',
		},
	);
}
