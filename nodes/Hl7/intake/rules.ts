import { HospitalError } from '../../shared/errors';
import type { Hl7Header } from '../../formats/hl7';
import type { MessageRule, Route } from './settings';

const LISTS = [
	['sendingApplications', 'sendingApplication'],
	['sendingFacilities', 'sendingFacility'],
	['receivingApplications', 'receivingApplication'],
	['receivingFacilities', 'receivingFacility'],
] as const;

const same = (text: string) => text.trim().toUpperCase();

/** True when a workflow wants the message. */
export function fits({ messages = [], ...rule }: MessageRule, header: Hl7Header): boolean {
	if (messages.length > 0 && !messages.some((wanted) => isOf(wanted, header))) return false;
	return LISTS.every(([list, field]) => {
		const wanted = rule[list] ?? [];
		return wanted.length === 0 || wanted.some((name) => same(name) === same(header[field]));
	});
}

function isOf(wanted: string, { type, event }: Hl7Header): boolean {
	const [wantedType = '', wantedEvent = '*'] = same(wanted).split(/[\^_ ]/);
	const typeFits = wantedType === '*' || wantedType === same(type);
	return typeFits && (wantedEvent === '*' || wantedEvent === '' || wantedEvent === same(event));
}

/** Equal for rules that want the same messages. */
export function ruleKey(rule: MessageRule = {}): string {
	const lists = [rule.messages, ...LISTS.map(([list]) => rule[list])];
	const sorted = lists.map((list) => [...new Set((list ?? []).map(same))].sort().join(','));
	return sorted.every((list) => list === '') ? '' : sorted.join('|');
}

/** @throws HospitalError `route-invalid` */
export function checkRoute({ only = {}, acknowledge, batch, answerWithinMs }: Route): void {
	for (const message of only.messages ?? []) {
		if (!/^(\*|[A-Za-z0-9]{3})([\^_ ](\*|[A-Za-z0-9]{3}))?$/.test(message.trim())) {
			throw invalidRoute(
				'A message type is not written like ADT^A01',
				'Write three letters, or three letters, ^ and the event: ADT, ADT^A01, ORU^R01.',
			);
		}
	}
	if (batch !== undefined) {
		if (acknowledge === 'finished' || acknowledge === 'respond') {
			throw invalidRoute(
				'Messages that are gathered cannot wait for the workflow with their acknowledgement',
				'A sender waits for each acknowledgement before it sends the next message. Acknowledge when stored, or hand on one message at a time.',
			);
		}
		if (!Number.isInteger(batch.most) || batch.most < 1 || batch.most > 10_000) {
			throw invalidRoute(
				'The number of messages to gather is not from 1 to 10000',
				'Correct the field.',
			);
		}
	}
	const times = [batch?.withinMs ?? 0, answerWithinMs ?? 0];
	if (times.some((time) => !Number.isFinite(time) || time < 0)) {
		throw invalidRoute('A waiting time is not a number of seconds', 'Enter 0 or more.');
	}
}

const invalidRoute = (message: string, nextStep: string) =>
	new HospitalError('route-invalid', message, { nextStep });
