import type { PriorAuthFollowUp, SaidByPayer } from '../../shared/contracts/prior-auth-follow-up';
import { HospitalError } from '../../shared/errors';
import { namedIn } from '../cases';
import { readDecision, responsesOf } from '../decision';
import type { Fields } from '../rules/element';
import { openPacket } from '../rules/packet';

const MOST = 10;
/** A number of anybody: no spaces, and a digit in it. What else stands in its place may be a name. */
const NUMBER = /^(?=.*\d)[\w.:|/#+-]{1,80}$/;

/**
 * What an answer that belongs to no request says of itself, so that a person can ask the payer about
 * it. Names, notes and authorization numbers are left out: they are of a patient whom nobody here has
 * looked up, and nobody may schedule under them.
 */
export function saidIn(answer: unknown): Pick<PriorAuthFollowUp, 'said'> {
	if (answer === undefined) return {};
	try {
		const said = responsesOf(answer).slice(0, MOST).map(saidBy);
		return said.length === 0 ? {} : { said };
	} catch (error) {
		if (error instanceof HospitalError) return {};
		throw error;
	}
}

function saidBy(response: Fields): SaidByPayer {
	const { outcome, created, referenceNumbers, items } = readDecision(response);
	const { identifier, traces, claim } = namedIn(openPacket(response));
	const named = [
		...referenceNumbers.map((value) => ({ label: 'Reference of the payer', value })),
		...(identifier ? [{ label: 'Number of the packet', value: identifier.value }] : []),
		...traces.map(({ value }) => ({ label: 'Trace number', value })),
		...(claim === undefined
			? []
			: [{ label: 'Claim', value: claim.split('/').slice(-2).join('/') }]),
	].filter(({ value }) => NUMBER.test(value));
	return {
		outcome,
		...(created !== undefined && { created }),
		numbers: distinct(named).slice(0, MOST),
		items: items.slice(0, MOST).map(({ sequence, outcome: of, action }) => ({
			sequence,
			outcome: of,
			...(action !== undefined && { action }),
		})),
	};
}

/** The same number under a second name tells nothing more. */
const distinct = (numbers: SaidByPayer['numbers']): SaidByPayer['numbers'] =>
	numbers.filter(({ value }, at) => numbers.findIndex((one) => one.value === value) === at);
