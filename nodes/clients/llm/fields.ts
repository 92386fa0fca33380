import { HospitalError } from '../../shared/errors';
import type { ChatRequest, Deadlines } from './types';
import type { Priority } from './desk';

const PRIORITIES: readonly Priority[] = ['urgent', 'routine', 'batch'];
const LONGEST_NAME = 200;

/** Fields that nodes have in common which ask a model, as n8n stores them; each may be absent. */
export interface RawManner {
	betweenTokensSeconds?: unknown;
	connectSeconds?: unknown;
	contextTokens?: unknown;
	firstTokenSeconds?: unknown;
	lane?: unknown;
	maxTokens?: unknown;
	pin?: unknown;
	secondModel?: unknown;
	secondPin?: unknown;
	seed?: unknown;
	temperature?: unknown;
	think?: unknown;
	totalSeconds?: unknown;
}

/** The text of a field. A value of a list field is an object of n8n's. */
export function textIn(value: unknown): string {
	const inner =
		typeof value === 'object' && value !== null && 'value' in value ? value.value : value;
	return typeof inner === 'string' ? inner.trim() : '';
}

/** @throws HospitalError `input-invalid`, naming the field */
export function modelNameIn(
	value: unknown,
	field: string,
	nextStep = 'Choose a model from the list.',
): string {
	const name = textIn(value);
	if (name === '') throw fieldInvalid(field, 'is empty', nextStep);
	if (name.length > LONGEST_NAME || /[\p{Cc}\s]/u.test(name)) {
		throw fieldInvalid(field, 'is no name of a model', nextStep);
	}
	return name;
}

/** @throws HospitalError `input-invalid`, naming the field */
export function numberIn(
	value: unknown,
	otherwise: number,
	least: number,
	most: number,
	field: string,
	whole = true,
): number {
	if (value === undefined || value === null || value === '') return otherwise;
	const number = Number(value);
	const fits = number >= least && number <= most && (!whole || Number.isInteger(number));
	if (fits) return number;
	throw fieldInvalid(
		field,
		'is not usable',
		`Enter a ${whole ? 'whole ' : ''}number from ${least} to ${most}.`,
	);
}

/** The fields with time limits; 0 and an absent one leave the default. @throws HospitalError `input-invalid` */
export function deadlinesIn(raw: RawManner): Partial<Deadlines> {
	const limit = (value: unknown, name: string) => {
		const seconds = numberIn(value, 0, 0, 86_400, `Time Limit: ${name}`, false);
		return seconds === 0 ? undefined : seconds * 1000;
	};
	const deadlines = {
		connectMs: limit(raw.connectSeconds, 'Connection'),
		firstTokenMs: limit(raw.firstTokenSeconds, 'First Word'),
		betweenTokensMs: limit(raw.betweenTokensSeconds, 'Between Two Words'),
		totalMs: limit(raw.totalSeconds, 'Whole Call'),
	};
	return Object.fromEntries(Object.entries(deadlines).filter(([, ms]) => ms !== undefined));
}

export function thinkingIn(value: unknown): Pick<ChatRequest, 'think'> {
	if (value === 'off') return { think: false };
	return value === 'low' || value === 'medium' || value === 'high' ? { think: value } : {};
}

/** @param workPriority of the work item, for "As the Work Item Says" */
export const priorityIn = (value: unknown, workPriority: Priority | undefined): Priority =>
	PRIORITIES.find((one) => one === value) ?? workPriority ?? 'routine';

/** 0 and an absent one: what the credential or the server says. @throws HospitalError `input-invalid` */
export const windowIn = (value: unknown): number | undefined =>
	numberIn(value, 0, 0, 1e7, 'Context Window') || undefined;

export const fieldInvalid = (field: string, what: string, nextStep: string): HospitalError =>
	new HospitalError('input-invalid', `The field "${field}" ${what}`, { nextStep });
