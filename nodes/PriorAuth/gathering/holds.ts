import type { CaseRecord, PriorAuthCase } from '../../shared/contracts/prior-auth-case';
import { isEstablished } from '../request/standing';
import { listed } from './reader';

/** States of an order that may still be carried out. */
const OPEN = new Set(['active', 'draft', 'on-hold']);
/** A plan or a proposal is nobody's order. */
const ORDERED = new Set([
	'order',
	'original-order',
	'reflex-order',
	'filler-order',
	'instance-order',
]);

/** Without these nobody can be asked; what else is missing is said when the request is built. */
const NEEDED = new Set(['coverage', 'insurer']);

type Found = Omit<PriorAuthCase, 'decision' | 'reasons'>;

/** Why nothing may be asked of a payer for this case, by name; none: it may go on. */
export function holds({ orders, patient, encounter, diagnoses, notFound }: Found): string[] {
	const links = listed(patient.link) as Array<{ type?: unknown } | null>;
	return [
		...(orders.every(({ status }) => OPEN.has(String(status))) ? [] : ['order-not-active']),
		...(orders.every(isOrdered) ? [] : ['not-an-order']),
		...(orders.some(({ doNotPerform }) => doNotPerform === true) ? ['do-not-perform'] : []),
		...(patient.active === false ? ['patient-not-in-use'] : []),
		...(links.some((link) => link?.type === 'replaced-by') ? ['patient-replaced'] : []),
		...(diagnoses.every(isEstablished) ? [] : ['diagnosis-not-established']),
		...(encounter?.status === 'entered-in-error' ? ['encounter-entered-in-error'] : []),
		...notFound.flatMap((part) => (NEEDED.has(part) ? [`${part}-not-found`] : [])),
	];
}

const isOrdered = ({ intent }: CaseRecord): boolean => ORDERED.has(String(intent));
