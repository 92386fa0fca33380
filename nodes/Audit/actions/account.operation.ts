import type { Operation, OperationContext } from '../../shared/face';
import { dataDirectory } from '../../shared/data-directory';
import { HospitalError } from '../../shared/errors';
import { instanceName } from '../../shared/origin';
import { accountFor, type Scope } from '../accounting/accounting';
import { accountingCsv, accountingPage } from '../accounting/accounting-page';
import { keepReport } from '../report/report-folder';
import { requireTime } from './emit/codes';

/** 45 CFR 164.528(a)(1): the six years before the request. */
const YEARS = 6;

/** SIEM Audit → Account for Patient: who saw one patient, or to whom data was given. */
export const account: Operation = {
	value: 'account',
	name: 'Account for Patient',
	description: 'List to whom data of one patient was given, or everything that was done with it',
	action: 'Account for the data of a patient',
	endedWork: true,
	fields: [
		{
			displayName: 'Patient ID',
			name: 'accountPatientId',
			type: 'string',
			default: '',
			required: true,
			description: 'Number of the patient. It is turned into a pseudonym and goes nowhere.',
		},
		{
			displayName: 'Issuers of Patient IDs',
			name: 'accountIssuers',
			type: 'string',
			default: '',
			placeholder: 'e.g. DEMOHOSP, OLDHOSP',
			description:
				'Who gives out patient IDs, as the studies name them, with commas between. Events without an issuer are always looked for.',
		},
		{
			displayName: 'Patient in the Record',
			name: 'accountRecords',
			type: 'string',
			default: '',
			placeholder: 'e.g. Patient/12345',
			description:
				'The patient in the electronic record, with commas between several. Without it, reads of the record that do not name the patient ID are missing.',
		},
		{
			displayName: 'List',
			name: 'accountScope',
			type: 'options',
			default: 'disclosures',
			description: 'What to list',
			options: [
				{
					name: 'Disclosures to Account For',
					value: 'disclosures',
					description:
						'Given to somebody outside, other than for treatment, payment or operations (45 CFR 164.528)',
				},
				{
					name: 'Everything',
					value: 'everything',
					description: 'Every access and every other event',
				},
			],
		},
		{
			displayName: 'From',
			name: 'since',
			type: 'dateTime',
			default: '',
			description: 'Events recorded at this moment or later; empty: six years before the end',
		},
		{
			displayName: 'Until',
			name: 'until',
			type: 'dateTime',
			default: '',
			description: 'Events recorded before this moment; empty: now',
		},
	],
	async execute(context) {
		const { root, audit } = await dataDirectory();
		const now = new Date();
		const patients = await patientsOf(context);
		const records = await recordsOf(context);
		const scope = await context.parameter<Scope>('accountScope', 'disclosures');
		const { since, until } = await periodOf(context, now);
		// Who asks after a patient touches the record of accesses to that patient.
		await context.audit({
			kind: 'access',
			interaction: 'audit-accounted',
			action: 'R',
			outcome: '0',
			patient: patients[0],
		});
		const pseudonyms = patients.map(({ pseudonym }) => pseudonym);
		const query = { patients: pseudonyms, records, scope, since, until };
		const accounting = await accountFor(audit, query, context.signal);
		const facts = {
			scope,
			since,
			until,
			patients: pseudonyms,
			instance: instanceName(),
			madeAt: now.toISOString(),
		};
		const page = accountingPage(accounting, facts);
		const kept = await keepReport(root, 'accounting', 'html', page, now);
		const table = await keepReport(
			root,
			'accounting',
			'csv',
			accountingCsv(accounting, scope),
			now,
		);
		const value = {
			...facts,
			count: accounting.entries.length,
			more: accounting.more,
			known: accounting.known,
			file: kept.file,
			sha256: kept.sha256,
			csvFile: table.file,
			page,
		};
		// Pseudonyms only: there is nothing to seal.
		return { add: [{ key: 'accounting', value, clear: [], plain: true }] };
	},
};

const listed = (text: unknown): string[] =>
	String(text ?? '')
		.split(',')
		.map((one) => one.trim())
		.filter((one) => one !== '');

async function patientsOf(context: OperationContext) {
	const id = String(await context.parameter<string>('accountPatientId')).trim();
	if (id === '') {
		throw new HospitalError('input-missing', 'No patient ID was given', {
			nextStep: 'Enter the number of the patient in the field "Patient ID".',
		});
	}
	const issuers = [...listed(await context.parameter<string>('accountIssuers', '')), ''];
	return await Promise.all(
		[...new Set(issuers)].map((issuer) => context.pseudonym('patient', issuer, id)),
	);
}

async function recordsOf(context: OperationContext): Promise<string[]> {
	const references = listed(await context.parameter<string>('accountRecords', ''));
	if (!references.every((one) => /^[A-Z][A-Za-z]{1,63}\/[A-Za-z0-9.-]{1,64}$/.test(one))) {
		throw new HospitalError('input-invalid', 'The field "Patient in the Record" is not usable', {
			nextStep: 'Use the form Patient/12345.',
		});
	}
	const named = await Promise.all(references.map((one) => context.pseudonym('fhir', one)));
	return named.map(({ pseudonym }) => pseudonym);
}

async function periodOf(
	context: OperationContext,
	now: Date,
): Promise<{ since: string; until: string }> {
	const from = await context.parameter<string>('since', '');
	const to = await context.parameter<string>('until', '');
	const until = to === '' ? now.toISOString() : requireTime('Until', to);
	if (from !== '') return { since: requireTime('From', from), until };
	const start = new Date(until);
	start.setUTCFullYear(start.getUTCFullYear() - YEARS);
	return { since: start.toISOString(), until };
}
