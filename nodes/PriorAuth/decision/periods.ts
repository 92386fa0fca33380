import type { DecisionPeriod, PriorAuthDecision } from '../../shared/contracts/prior-auth';
import { choice, element, text, type Element } from '../rules/element';

/** The days of a date or a period. */
export function periodOf(of: Element | undefined, stem = 'value'): DecisionPeriod | undefined {
	const name = of === undefined ? undefined : choice(of, stem);
	if (of === undefined || name === undefined) return undefined;
	const date = text(of, name);
	return date === undefined ? startAndEnd(element(of, name)) : { start: date, end: date };
}

export function startAndEnd(period: Element | undefined): DecisionPeriod | undefined {
	const [start, end] = [text(period, 'start'), text(period, 'end')];
	if (start === undefined && end === undefined) return undefined;
	return { ...(start !== undefined && { start }), ...(end !== undefined && { end }) };
}

/** Days for which the authorization as a whole holds. */
export function periodOfAll(response: Element): Pick<PriorAuthDecision, 'period'> {
	const period = startAndEnd(element(response, 'preAuthPeriod'));
	return period === undefined ? {} : { period };
}
