import { parseReference } from '../../clients/fhir';
import {
	priorAuthChecklistContract,
	type CaseRecord,
	type PriorAuthCase,
	type PriorAuthChecklist,
} from '../../shared/contracts';
import { HospitalError } from '../../shared/errors';
import type { OperationContext } from '../../shared/face';
import { isFields } from '../rules/element';
import { x12, type ChosenEvidence, type OrderDetail, type RequestChoices } from '../request';
import { approvedAnswers } from './approved-answers';
import { jsonField, jsonIn } from './json-field';

interface Options {
	admission?: string;
	claimSystem?: string;
	details?: unknown;
	forReview?: unknown;
	memberSystem?: string;
	message?: string;
	number?: string;
	reportType?: string;
}

/** Most records that one request names as evidence. */
const MOST_EVIDENCE = 200;
const URGENT = new Set(['urgent', 'asap', 'stat']);
const X12_REPORTS = 'https://codesystem.x12.org/005010/755';

/** Everything that the fields of Build Request say, but for what is read and journalled. */
export interface FieldChoices {
	/** Number of the request for the same work. */
	number: string;
	/** True when the packet is only looked at, and never sent. */
	forReview: boolean;
	/** Versions in which the evidence was read, by reference. */
	versions: ReadonlyMap<string, string>;
	request: Omit<RequestChoices, 'key' | 'created' | 'records'>;
}

/** @throws HospitalError `input-invalid` */
export async function choicesOf(
	context: OperationContext,
	found: PriorAuthCase,
): Promise<FieldChoices> {
	const text = async (name: string) =>
		String((await context.parameter<unknown>(name, '')) ?? '').trim();
	const options = await context.parameter<Options>('buildOptions', {});
	const coverage = await text('paCoverage');
	const place = await text('placeOfService');
	const category = await needed(text, 'serviceCategory', 'Category of Service', FROM_GUIDE);
	const review = await needed(text, 'reviewKind', 'Kind of Review', FROM_GUIDE);
	const details = detailsOf(options.details);
	const given = (value: unknown): string => String(value ?? '').trim();
	const forReview = options.forReview === true;
	const evidence = borneOut(
		await jsonField(context, 'paEvidence', 'Evidence'),
		await context.optionalContract<PriorAuthChecklist>(priorAuthChecklistContract),
	);
	const answers = recordsIn(await jsonField(context, 'paAnswers', 'Answered Questionnaires'));
	return {
		number: given(options.number),
		forReview,
		versions: versionsIn(evidence),
		request: {
			systems: systemsOf(await needed(text, 'paNumbers', 'Address for Numbers'), options),
			claimType: await claimTypeOf(context),
			...(coverage !== '' && { coverage: referenceOf('Coverage', coverage) }),
			common: {
				category: x12('serviceCategory', category),
				requestType: x12('requestType', review),
				...(place !== '' && { placeOfService: place }),
			},
			...(details && { details }),
			evidence: evidenceIn(evidence),
			reportType: { system: X12_REPORTS, code: given(options.reportType) || 'PY' },
			answers: forReview ? answers : await approvedAnswers(context, answers),
			urgency: await urgencyOf(context, found, forReview),
			...(given(options.message) !== '' && { message: given(options.message) }),
			...(given(options.admission) !== '' && { admission: { start: given(options.admission) } }),
		},
	};
}

/** A code that is guessed asks for something else than was ordered. */
const FROM_GUIDE =
	'Enter the code from the companion guide of the payer, in the node or in Config; nothing is assumed.';

async function needed(
	text: (name: string) => Promise<string>,
	name: string,
	label: string,
	how = 'Fill it in, in the node or in Config.',
): Promise<string> {
	const value = await text(name);
	if (value !== '') return value;
	throw invalid(label, how);
}

function systemsOf(
	base: string,
	{ claimSystem, memberSystem }: Options,
): RequestChoices['systems'] {
	const url = URL.parse(base);
	if (url === null || !/^https?:$/.test(url.protocol) || url.search !== '' || url.hash !== '') {
		throw invalid('Address for Numbers', 'Enter an address such as https://hospital.example/pa.');
	}
	const at = base.replace(/\/+$/, '');
	const claim = String(claimSystem ?? '').trim();
	const member = String(memberSystem ?? '').trim();
	return {
		bundle: `${at}/packets`,
		claim: claim === '' ? `${at}/cases` : claim,
		item: `${at}/items`,
		...(member !== '' && { member }),
	};
}

async function claimTypeOf(context: OperationContext): Promise<RequestChoices['claimType']> {
	const type = await context.parameter<string>('claimType', 'professional');
	if (type === 'institutional' || type === 'professional' || type === 'oral') return type;
	throw invalid('Kind of Claim', 'Choose one of the list.');
}

async function urgencyOf(
	context: OperationContext,
	{ orders }: PriorAuthCase,
	forReview: boolean,
): Promise<RequestChoices['urgency']> {
	const level = await context.parameter<string>('urgencyLevel', 'order');
	const urgent = orders.some(({ priority }) => URGENT.has(String(priority)));
	if (level === 'standard' || (level === 'order' && !urgent)) return { level: 'standard' };
	if (level !== 'order' && level !== 'expedited') {
		throw invalid('Urgency', 'Choose one of the list.');
	}
	if (forReview) return { level: 'expedited', toBeAttested: true };
	const by = String((await context.parameter<unknown>('attestedBy', '')) ?? '').trim();
	const at = String((await context.parameter<unknown>('attestedAt', '')) ?? '').trim();
	return { level: 'expedited', ...(by !== '' && { attestation: { by, at } }) };
}

const listOf = (value: unknown): unknown[] =>
	value === undefined ? [] : Array.isArray(value) ? (value as unknown[]) : [value];

/**
 * Without what the checklist found and did not use: words that were refused bear nothing out, and their
 * whole record would travel. What a person names as a reference stays.
 */
function borneOut(value: unknown, checklist: PriorAuthChecklist | undefined): unknown[] {
	const keyOf = ({ reference, quote, start }: Record<string, unknown>): string =>
		JSON.stringify([reference, quote, start]);
	const found = (isUsed: boolean) =>
		new Set(
			(checklist?.criteria ?? [])
				.filter(({ state }) => (state !== 'unknown') === isUsed)
				.flatMap(({ evidence }) => evidence.map((each) => keyOf({ ...each }))),
		);
	const [used, unused] = [found(true), found(false)];
	return listOf(value).filter((one) => {
		if (!isFields(one) || typeof one.title !== 'string') return true;
		const key = keyOf(one);
		return used.has(key) || !unused.has(key);
	});
}

function versionsIn(evidence: readonly unknown[]): Map<string, string> {
	const versions = new Map<string, string>();
	for (const one of evidence) {
		if (!isFields(one) || typeof one.version !== 'string') continue;
		const reference = parseReference(one.reference)?.reference;
		if (reference !== undefined) versions.set(reference, one.version);
	}
	return versions;
}

/** References, or objects with one: `{"reference": "Observation/7", "description": "..."}`. */
export function evidenceIn(value: unknown): ChosenEvidence[] {
	const list = listOf(value);
	if (list.length > MOST_EVIDENCE) {
		throw invalid(
			'Evidence',
			`Choose at most ${MOST_EVIDENCE} records: what the request rests on.`,
		);
	}
	return list.map((one) => {
		const fields = isFields(one) ? one : { reference: one };
		const reference = parseReference(fields.reference)?.reference;
		if (reference === undefined)
			throw invalid('Evidence', 'Give references such as Observation/7.');
		const { description, reportType } = fields;
		return {
			reference,
			...(typeof description === 'string' && { description }),
			...(isCode(reportType) && { reportType }),
		};
	});
}

const isCode = (value: unknown): value is { system: string; code: string } =>
	isFields(value) && typeof value.system === 'string' && typeof value.code === 'string';

function recordsIn(value: unknown): CaseRecord[] {
	return listOf(value).map((one) => {
		if (isFields(one) && typeof one.resourceType === 'string') return one as unknown as CaseRecord;
		throw invalid('Answered Questionnaires', 'Give QuestionnaireResponse resources.');
	});
}

function detailsOf(value: unknown): Record<string, OrderDetail> | undefined {
	const details = jsonIn(value, 'Details of Orders');
	if (details === undefined) return undefined;
	if (isFields(details) && Object.values(details).every(isFields)) {
		return details as Record<string, OrderDetail>;
	}
	throw invalid('Details of Orders', 'Give one object for each order, by its reference.');
}

function referenceOf(type: string, text: string): string {
	const found = parseReference(text);
	if (found?.type === type) return found.reference;
	throw invalid(type, `Enter ${type}/ and its id.`);
}

const invalid = (field: string, nextStep: string) =>
	new HospitalError('input-invalid', `The field "${field}" is not usable`, { nextStep });
