import type { FhirResource } from '../../clients/fhir';
import {
	coverageCheckContract,
	priorAuthCaseContract,
	type PriorAuthCase,
} from '../../shared/contracts';
import { HospitalError } from '../../shared/errors';
import { byContract, contractField, type Operation } from '../../shared/face';
import { coverageAdvice } from '../reasons';
import { checkCoverage as check, coveragesSeen, dayOf, insuranceOf } from '../requirement';
import { patientOf, recordsOf } from './on-record';

export const checkCoverage: Operation = {
	value: 'checkCoverage',
	name: 'Check Coverage',
	description:
		'Find the one coverage of the patient that is active on the day of service, with its payer and member number',
	action: 'Check the coverage for an order',
	outputs: ['One Coverage', 'For a Person'],
	fields: [
		contractField(priorAuthCaseContract),
		{
			displayName: 'Day of Service',
			name: 'coverageDay',
			type: 'string',
			default: '',
			placeholder: 'e.g. 2027-03-01',
			description: 'Empty for the day that the order names, and today when it names none',
		},
		{
			displayName: 'Payer',
			name: 'coveragePayer',
			type: 'string',
			default: '',
			placeholder: 'e.g. 12345',
			description:
				'Identifier of the payer who is meant, when only one payer is asked here. Empty for every payer; with several active coverages a person decides.',
		},
	],
	async execute(context) {
		const found = await context.contract<PriorAuthCase>(priorAuthCaseContract);
		const given = String((await context.parameter<unknown>('coverageDay', '')) ?? '').trim();
		const payer = String((await context.parameter<unknown>('coveragePayer', '')) ?? '').trim();
		const resources = [...found.coverages, ...found.insurers] as FhirResource[];
		const orders = found.orders as FhirResource[];
		const reference = `Patient/${found.patient.id ?? ''}`;
		const checked = check(resources, {
			patient: reference,
			day: given === '' ? dayOfAll(orders, found.asOf) : given,
			...(payer !== '' && { payer }),
			named: orders.flatMap(insuranceOf),
			server: found.server,
		});
		const { day } = checked;
		const shown =
			checked.decision === 'one'
				? {}
				: {
						advice: coverageAdvice(checked),
						found: coveragesSeen(resources, { day, server: found.server, patient: reference }),
					};
		const patient = await patientOf(context, reference);
		await context.audit({
			kind: 'access',
			interaction: 'prior-auth-coverage-checked',
			action: 'E',
			outcome: checked.decision === 'one' ? '0' : '4',
			...(checked.decision !== 'one' && { outcomeReason: checked.decision }),
			...(patient && { patient }),
			objects: await recordsOf(context, checked.coverage === undefined ? [] : [checked.coverage]),
		});
		return {
			add: [byContract(coverageCheckContract, { ...checked, ...shown })],
			output: checked.decision === 'one' ? 0 : 1,
		};
	},
};

/**
 * Orders of one request are for one day, or a person says for which.
 *
 * @param asOf when they were read: a rerun tomorrow tells no other story
 */
function dayOfAll(orders: readonly FhirResource[], asOf: string): string {
	const today = asOf.slice(0, 10);
	const days = new Set(orders.map((order) => dayOf(order) ?? today));
	const [day = today] = days;
	if (days.size <= 1) return day;
	throw new HospitalError('input-invalid', 'The orders are for different days', {
		nextStep: 'Enter the day of service, or ask for each order in a request of its own.',
	});
}
