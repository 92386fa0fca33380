import type { FhirResource } from '../../clients/fhir';
import {
	hl7BundleContract,
	hl7ConversionContract,
	hl7WarningsContract,
	type Hl7Conversion,
} from '../../shared/contracts';
import { toHospitalError } from '../../shared/errors';
import {
	byContract,
	type Operation,
	type OperationContext,
	type OperationOutcome,
} from '../../shared/face';
import type { Lookup, NumberKind, ToFhirOptions } from '../mapping/options';
import { toFhir as convert, type Converted } from '../mapping/to-fhir';
import { needsPerson } from '../converting/needs-person';
import type { GivenMessage } from '../reading/given';
import { auditMessage } from './audit';
import { lookUp } from './chart-lookup';
import { messageIn } from './fields';
import { checkAddress, identifierSystemsIn } from './identifier-systems';
import { toFhirFields } from './to-fhir-fields';

const NUMBERS: readonly NumberKind[] = [
	'patient',
	'visit',
	'placer',
	'filler',
	'document',
	'social',
];
/** What is found may lead to further numbers, but not for ever. */
const MOST_ROUNDS = 4;

/** Reasons that lie in the message or in the chart: a rerun changes nothing before a person does. */
const HELD = new Set([
	'hl7-chart-ambiguous',
	'hl7-event-for-a-person',
	'hl7-merge-incomplete',
	'hl7-merge-other-record',
	'hl7-not-production',
	'hl7-other-patient',
	'hl7-patient-differs',
	'hl7-patient-replaced',
	'hl7-patient-unsure',
	'hl7-several-patients',
	'hl7-patient-missing',
	'hl7-patient-number-unknown',
	'hl7-characters-invalid',
	'hl7-characters-undeclared',
]);

export const toFhir: Operation = {
	value: 'toFhir',
	name: 'To FHIR',
	description:
		'Convert an ADT, ORU, order or document message into a FHIR transaction; the FHIR node writes it',
	action: 'Convert a message to FHIR',
	outputs: ['Converted', 'Nothing to Write', 'Held'],
	fields: toFhirFields,
	async execute(context) {
		const options = await optionsIn(context);
		const given = await messageIn(context);
		let converted: Converted;
		try {
			converted = await conversionOf(context, given, options);
		} catch (error) {
			const { code } = toHospitalError(error, 'Converting the HL7 message');
			if (code === 'hl7-not-convertible') return await ended(context, given, NOTHING, code);
			if (HELD.has(code)) return await ended(context, given, HOLD, code);
			throw error;
		}
		const { bundle, warnings } = converted;
		const add = [byContract(hl7WarningsContract, warnings)];
		const summary = {
			entries: Array.isArray(bundle.entry) ? bundle.entry.length : 0,
			warnings: warnings.length,
			needsPerson: needsPerson(warnings, given.message.header),
		};
		const hold = (await context.parameter<string>('whenNotMapped', 'list')) === 'hold';
		if (hold && warnings.length > 0) {
			return await ended(context, given, HOLD, 'hl7-not-mapped', summary, add);
		}
		if (summary.entries === 0) {
			return summary.needsPerson
				? await ended(context, given, HOLD, 'hl7-entries-left-out', summary, add)
				: await ended(context, given, NOTHING, 'hl7-nothing-to-write', summary, add);
		}
		await auditMessage(context, given.message, given.key, { ...EVENT, outcome: '0' });
		const conversion: Hl7Conversion = { status: 'converted', ...summary };
		return {
			add: [
				byContract(hl7ConversionContract, conversion),
				...add,
				byContract(hl7BundleContract, bundle),
			],
		};
	},
};

const EVENT = { interaction: 'hl7-converted-to-fhir', action: 'R' } as const;
const NOTHING = { status: 'nothing-to-write', output: 1 } as const;
const HOLD = { status: 'held', output: 2 } as const;

/** Ends without a bundle, and says why as a code. */
async function ended(
	context: OperationContext,
	{ message, key }: GivenMessage,
	{ status, output }: typeof NOTHING | typeof HOLD,
	reason: string,
	summary: Omit<Hl7Conversion, 'status' | 'reason'> = {
		entries: 0,
		warnings: 0,
		needsPerson: output === HOLD.output,
	},
	add: NonNullable<OperationOutcome['add']> = [byContract(hl7WarningsContract, [])],
): Promise<OperationOutcome> {
	await auditMessage(context, message, key, { ...EVENT, outcome: '4', outcomeReason: reason });
	const conversion: Hl7Conversion = { status, reason, ...summary };
	return { add: [byContract(hl7ConversionContract, conversion), ...add], output };
}

/** Without a look-up the numbers of the message alone decide what is created. */
async function conversionOf(
	context: OperationContext,
	{ message, key }: GivenMessage,
	options: ToFhirOptions,
): Promise<Converted> {
	let converted = convert(message, options);
	if ((await context.parameter<boolean>('lookUp', true)) !== true) return converted;
	const asked = new Set<string>();
	const chart: FhirResource[] = [];
	for (let round = 1; round <= MOST_ROUNDS; round++) {
		const lookups = converted.lookups.filter((lookup) => !asked.has(nameOf(lookup)));
		if (lookups.length === 0 && round > 1) break;
		for (const lookup of lookups) asked.add(nameOf(lookup));
		if (lookups.length > 0) chart.push(...(await lookUp(context, { message, key, lookups })));
		converted = convert(message, { ...options, chart });
	}
	return converted;
}

const nameOf = (lookup: Lookup): string =>
	JSON.stringify(
		'id' in lookup ? [lookup.type, lookup.id] : [lookup.type, lookup.system, lookup.value],
	);

async function optionsIn(context: OperationContext): Promise<ToFhirOptions> {
	const given = await context.parameter<Partial<Record<NumberKind, unknown>>>('numberSystems', {});
	const numberSystems: Partial<Record<NumberKind, string>> = {};
	for (const kind of NUMBERS) {
		const address = String(given[kind] ?? '').trim();
		if (address !== '') numberSystems[kind] = checkAddress(address);
	}
	return {
		identifierSystems: await identifierSystemsIn(context),
		numberSystems,
		alsoTests: (await context.parameter<string>('testMessages', 'hold')) === 'convert',
		timeZone: String(await context.parameter('timeZone')).trim(),
	};
}
