import type { DecisionCode } from '../../shared/contracts/prior-auth';
import { elements, text, type Element } from '../rules/element';

/**
 * Codes and their systems are shown in the clear: what a payer writes there in words may name a patient,
 * and is no code.
 */
const CODE = /^[A-Za-z0-9.:_-]{1,30}$/;
const SYSTEM = /^[a-z][a-z0-9+.-]{1,20}:[^\s\p{C}]{1,200}$/iu;
const LOINC = /^\d{1,7}-\d$/;
const DATE = /^\d{4}(?:-\d{2}(?:-\d{2}(?:T[0-9:.]{5,18}(?:Z|[+-]\d{2}:\d{2})?)?)?)?$/;

export const isCode = (value: unknown): value is string =>
	typeof value === 'string' && CODE.test(value);

export const isLoinc = (value: string): boolean => LOINC.test(value);

/** A date or dateTime of FHIR, or nothing. */
export function dateIn(of: Element | undefined, name: string): string | undefined {
	const value = text(of, name);
	return value !== undefined && DATE.test(value) ? value : undefined;
}

/** Codes as they came; of a concept without a code nothing. */
export const decisionCodes = (concept: Element | undefined): DecisionCode[] =>
	elements(concept, 'coding').flatMap((coding) => {
		const code = text(coding, 'code');
		const [system, display] = [text(coding, 'system'), text(coding, 'display')];
		if (!isCode(code)) return [];
		return [
			{ ...(system && SYSTEM.test(system) && { system }), code, ...(display && { display }) },
		];
	});

/** What a concept says in words: in the place of a code, or without one. */
export function wordsIn(concept: Element | undefined): string[] {
	const odd = elements(concept, 'coding').flatMap((coding) => {
		const code = text(coding, 'code');
		return code === undefined || isCode(code) ? [] : [code];
	});
	const words = text(concept, 'text');
	const isWordsOnly = decisionCodes(concept).length === 0 && words !== undefined;
	return [...odd, ...(isWordsOnly ? [words] : [])];
}
