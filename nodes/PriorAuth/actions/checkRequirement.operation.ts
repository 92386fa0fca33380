import { createHash } from 'node:crypto';
import {
	FhirError,
	fhirClient,
	type FhirResource,
	type FhirServerCredential,
} from '../../clients/fhir';
import {
	coverageCheckContract,
	priorAuthCaseContract,
	priorAuthRequirementContract,
	type CoverageCheck,
	type PriorAuthCase,
	type PriorAuthRequirement,
} from '../../shared/contracts';
import { canonicalJson } from '../../shared/canonical-json';
import { HospitalError, toHospitalError } from '../../shared/errors';
import {
	byContract,
	contractField,
	type Operation,
	type OperationContext,
} from '../../shared/face';
import { requirementAdvice } from '../reasons';
import { keyOf } from '../request/input';
import {
	checkRequirement as check,
	crdService,
	placeOfFacility,
	PREFETCH_TYPES,
	siteTable,
	tablesFolder,
	type HookName,
	type PayerCrdCredential,
	type ReadRecord,
	type RequirementInput,
} from '../requirement';
import { patientOf, recordsOf } from './on-record';
import { requirementFields, type RequirementOptions } from './requirement-fields';

export const checkRequirement: Operation = {
	value: 'checkRequirement',
	name: 'Check Requirement',
	description:
		'Find out whether the order needs prior authorization: from the payer itself, or from the table of this site',
	action: 'Check whether prior authorization is needed',
	outputs: ['Needed', 'Not Needed', 'For a Person'],
	fields: [
		contractField(priorAuthCaseContract),
		contractField(coverageCheckContract),
		...requirementFields,
	],
	async execute(context) {
		const found = await context.contract<PriorAuthCase>(priorAuthCaseContract);
		const checked = await context.contract<CoverageCheck>(coverageCheckContract);
		const input = await inputOf(context, found, checked);
		const patient = await patientOf(context, `Patient/${found.patient.id ?? ''}`);
		const objects = await recordsOf(
			context,
			[...input.orders, input.coverage].map(keyOf).filter((key) => key !== undefined),
		);
		const about = { kind: 'access', action: 'E', ...(patient && { patient }), objects } as const;
		if (input.crd !== undefined) {
			// On record before anything leaves: what cannot be recorded is not asked.
			await context.audit({ ...about, interaction: 'prior-auth-payer-asked', outcome: '0' });
		}
		const requirement = await answered(context, input).catch(async (error: unknown) => {
			const { code } = toHospitalError(error, 'Asking the payer');
			const interaction = 'prior-auth-requirement-failed';
			await context.audit({ ...about, interaction, outcome: '8', outcomeReason: code });
			throw error;
		});
		const reasons = [...requirement.reasons, ...requirement.items.flatMap(({ doubts }) => doubts)];
		await context.audit({
			...about,
			interaction: 'prior-auth-requirement-checked',
			outcome: requirement.needsPerson ? '4' : '0',
			...(reasons.length > 0 && { outcomeReason: [...new Set(reasons)].join(',') }),
		});
		const advised = { ...requirement, advice: requirementAdvice(requirement) };
		return {
			add: [byContract(priorAuthRequirementContract, advised)],
			output: outputOf(requirement),
		};
	},
};

/** One order that needs it is enough; nothing is taken for settled while a person has to look. */
function outputOf({ needsPerson, items }: PriorAuthRequirement): number {
	if (needsPerson) return 2;
	return items.some(({ needed }) => needed === 'yes') ? 0 : 1;
}

/** An answer that a person must settle is not kept: the next attempt asks again. */
class ForPerson extends Error {
	constructor(readonly requirement: PriorAuthRequirement) {
		super('for a person');
	}
}

async function answered(
	context: OperationContext,
	input: RequirementInput,
): Promise<PriorAuthRequirement> {
	const { orders, coverage, day, crd, table } = input;
	const asked = {
		orders,
		coverage,
		day,
		payer: crd?.baseUrl,
		hook: crd?.hook,
		table: table?.sha256,
	};
	const question = createHash('sha256').update(canonicalJson(asked)).digest('hex');
	try {
		const { value } = await context.onceJson(`requirement/${question}`, async () => {
			const requirement = await check(input);
			if (requirement.needsPerson) throw new ForPerson(requirement);
			return requirement;
		});
		return value;
	} catch (error) {
		if (error instanceof ForPerson) return error.requirement;
		throw error;
	}
}

async function inputOf(
	context: OperationContext,
	found: PriorAuthCase,
	checked: CoverageCheck,
): Promise<RequirementInput> {
	const options = await context.parameter<RequirementOptions>('requirementOptions', {});
	const coverage = found.coverages.find((one) => `Coverage/${one.id}` === checked.coverage);
	if (checked.decision !== 'one' || coverage === undefined) throw noCoverage();
	const insurer = found.insurers.find(
		(one) => `Organization/${one.id}` === checked.payer?.reference,
	);
	const { encounter, practitioner, role, provider, facility, others, diagnoses } = found;
	const orders = found.orders as FhirResource[];
	const place = placeGiven(options) ?? placeOfFacility(facility as FhirResource | undefined);
	return {
		orders,
		coverage: coverage as FhirResource,
		patient: found.patient as FhirResource,
		...(insurer && { insurer: insurer as FhirResource }),
		...(practitioner && { practitioner: practitioner as FhirResource }),
		...(encounter && { encounter: encounter as FhirResource }),
		others: [role, provider, facility, ...others, ...diagnoses].filter(
			(one) => one !== undefined,
		) as FhirResource[],
		server: found.server,
		day: checked.day,
		...(place !== undefined && { placeOfService: place }),
		...(await payerOf(context, options)),
		...(await tableOf(context)),
		now: new Date(),
		...(context.signal && { signal: context.signal }),
	};
}

async function payerOf(
	context: OperationContext,
	{ hook, service, seconds, fewer }: RequirementOptions,
): Promise<Pick<RequirementInput, 'crd' | 'read'>> {
	if ((await context.parameter<string>('requirementSource', 'payer')) === 'table') return {};
	const credential = await context.credentials<PayerCrdCredential>('payerCrdApi');
	const chart = await context.credentials<FhirServerCredential>('fhirServerApi');
	const name: HookName = hook === 'order-select' ? 'order-select' : 'order-sign';
	const withheld = new Set(fewer ?? []);
	const crd = crdService(credential, {
		hook: name,
		...(service?.trim() && { serviceId: service.trim() }),
		...(Number(seconds) > 0 && { timeoutMs: Number(seconds) * 1000 }),
		prefetchTypes: PREFETCH_TYPES.filter((type) => !withheld.has(type)),
	});
	return { crd, read: readerOf(chart) };
}

const readerOf =
	(chart: FhirServerCredential): ReadRecord =>
	async (key, signal) => {
		const [type = '', id = ''] = key.split('/');
		try {
			return await fhirClient(chart).read(type, id, signal && { signal });
		} catch (error) {
			if (error instanceof FhirError && (error.status === 404 || error.status === 410)) {
				return undefined;
			}
			throw error;
		}
	};

async function tableOf(context: OperationContext): Promise<Pick<RequirementInput, 'table'>> {
	const name = String((await context.parameter<unknown>('requirementTable', '')) ?? '').trim();
	return name === '' ? {} : { table: await siteTable(name, await tablesFolder()) };
}

const placeGiven = ({ place }: RequirementOptions): string | undefined =>
	place !== undefined && /^\d{2}$/.test(place.trim()) ? place.trim() : undefined;

const noCoverage = () =>
	new HospitalError(
		'prior-auth-no-coverage',
		'There is no coverage that a payer can be asked about',
		{
			nextStep: 'Place Check Coverage before this node, and connect its output "One Coverage".',
		},
	);
