import { validateJson } from '../../clients/llm';
import { HospitalError } from '../../shared/errors';
import type { Policy } from './types';

const words = (maxLength: number) => ({ type: 'string', minLength: 1, maxLength });
const day = { type: 'string', pattern: '^[0-9]{4}-[0-9]{2}-[0-9]{2}$' };
const number = { type: 'number' };
const closed = (required: string[], properties: object) => ({
	type: 'object',
	additionalProperties: false,
	required,
	properties,
});

/** What a policy file must look like. */
export const POLICY_SCHEMA = closed(['name', 'version', 'title', 'source', 'criteria'], {
	name: words(80),
	version: words(40),
	title: words(200),
	source: words(400),
	validFrom: day,
	validTo: day,
	checkedBy: words(120),
	criteria: {
		type: 'array',
		minItems: 1,
		maxItems: 200,
		items: closed(['id', 'text'], {
			id: words(80),
			text: words(1000),
			group: words(200),
			required: { type: 'boolean' },
			question: closed(['linkId', 'wants'], {
				linkId: words(255),
				questionnaire: words(400),
				wants: {
					...closed([], {
						anyOf: {
							type: 'array',
							minItems: 1,
							maxItems: 100,
							items: { type: ['string', 'boolean', 'number'] },
						},
						atLeast: number,
						atMost: number,
						withinDays: number,
					}),
					minProperties: 1,
				},
			}),
			records: closed(['types', 'codes'], {
				types: { type: 'array', minItems: 1, maxItems: 20, items: words(64) },
				codes: {
					type: 'array',
					minItems: 1,
					maxItems: 500,
					items: closed(['system', 'code'], { system: words(400), code: words(100) }),
				},
				withinDays: number,
				count: { type: 'integer', minimum: 1 },
				value: closed(['unit'], { atLeast: number, atMost: number, unit: words(40) }),
			}),
		}),
	},
});

/**
 * Reads a policy file of the site.
 *
 * @param today full date of today
 * @throws HospitalError `policy-invalid` naming the place, `policy-not-valid-today`
 */
export function readPolicy(given: unknown, today: string): Policy {
	const value = typeof given === 'string' ? parsed(given) : given;
	const [fault] = validateJson(value, POLICY_SCHEMA);
	if (fault !== undefined) throw invalid(`at "${fault.path}"`);
	const policy = value as Policy;
	const ids = policy.criteria.map(({ id }) => id);
	if (new Set(ids).size < ids.length) throw invalid('two points have the same id');
	const both = policy.criteria.some(({ question, records }) => question && records);
	if (both) throw invalid('a point has both a question and records');
	const { validFrom = '0000', validTo = '9999' } = policy;
	if (today < validFrom || today > validTo) {
		throw new HospitalError('policy-not-valid-today', 'The policy file does not hold for today', {
			nextStep:
				'Compare it with the policy that the payer has now, and change validFrom and validTo in the file.',
		});
	}
	return policy;
}

function parsed(text: string): unknown {
	try {
		return JSON.parse(text) as unknown;
	} catch {
		throw invalid('it is no JSON');
	}
}

const invalid = (where: string): HospitalError =>
	new HospitalError('policy-invalid', `The policy cannot be read: ${where}`, {
		nextStep: 'Correct the policy as docs/how-to/prior-auth.md describes it.',
	});
