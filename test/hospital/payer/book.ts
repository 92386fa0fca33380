import { createHash } from 'node:crypto';
import type { Bundle } from '@medplum/fhirtypes';
import { responseTo } from './answer.ts';
import { entriesOf, identity, list, target, type Entry, type Json } from './fhir.ts';
import { cancelsWhole, isCancelled } from './judge.ts';
import type { PayerAnswer, PayerCase, PayerOutcome } from './types.ts';

/** The fingerprint of what came in, whatever it is. */
export const sha256 = (body: Uint8Array): string => createHash('sha256').update(body).digest('hex');

export const answerOf = (answer: PayerAnswer | PayerOutcome): PayerAnswer =>
	typeof answer === 'string' ? { outcome: answer } : answer;

export interface Taken {
	held: PayerCase;
	repeat: boolean;
	/** The same identifier came with other content before: nothing was taken. */
	contradicts: boolean;
}

/**
 * What the payer holds: one case for every Bundle.identifier. The identifier is what a repeat is known
 * by; other content under the same identifier is refused and counted.
 */
export class Book {
	readonly cases = new Map<string, PayerCase>();
	/** By the code of an item, `default` for the rest. */
	readonly byCode = new Map<string, PayerAnswer>();
	/** By the value of Bundle.identifier. */
	readonly byIdentifier = new Map<string, PayerAnswer>();
	/** The payer's day; the clock's when undefined. */
	today: string | undefined;

	private readonly contents = new Map<string, Set<string>>();

	get day(): string {
		return this.today ?? new Date().toISOString().slice(0, 10);
	}

	/** @param asked the answer that the request itself asks for by a header */
	take(bundle: Bundle, content: string, asked: PayerOutcome | undefined): Taken {
		const key = identity(bundle.identifier);
		const known = this.cases.get(key);
		if (known !== undefined) {
			const contents = this.contents.get(key) ?? new Set();
			contents.add(content);
			known.received += 1;
			const contradicts = contents.size > known.contents;
			known.contents = contents.size;
			return { held: known, repeat: true, contradicts };
		}
		const [claim] = entriesOf(bundle);
		const answer = this.answerTo(bundle, asked);
		const held: PayerCase = {
			identifier: key,
			trace: identity(list(claim?.resource.identifier)[0]),
			takenAt: new Date().toISOString(),
			received: 1,
			contents: 1,
			answer,
			response: responseTo(bundle, answer, this.day),
			request: bundle,
			kind: kindOf(claim?.resource),
		};
		this.cases.set(key, held);
		this.contents.set(key, new Set([content]));
		return { held, repeat: false, contradicts: false };
	}

	/** A case by the value of its Bundle.identifier, or by `system|value`. */
	find(identifier: string): PayerCase {
		const found = [...this.cases.values()].find(
			({ identifier: key }) => key === identifier || key.endsWith(`|${identifier}`),
		);
		if (found === undefined) throw new Error('the payer has no such case');
		return found;
	}

	/** Decides a case anew. */
	decide(held: PayerCase, answer: PayerAnswer): Bundle {
		held.answer = answer;
		held.response = responseTo(held.request, answer, this.day);
		return held.response;
	}

	/**
	 * Requests that the payer holds more than once: other content under one identifier, and one trace
	 * number under several identifiers of first requests.
	 */
	duplicates(): number {
		const all = [...this.cases.values()];
		const contradicting = all.reduce((sum, { contents }) => sum + contents - 1, 0);
		const first = all.filter(({ kind }) => kind === 'request');
		return contradicting + first.length - new Set(first.map(({ trace }) => trace)).size;
	}

	clear(): void {
		this.cases.clear();
		this.contents.clear();
	}

	private answerTo(bundle: Bundle, asked: PayerOutcome | undefined): PayerAnswer {
		const [claim] = entriesOf(bundle);
		const { resource } = claim ?? {};
		if (asked !== undefined) return { outcome: asked };
		const byIdentifier = this.byIdentifier.get(String(bundle.identifier?.value));
		if (byIdentifier !== undefined) return byIdentifier;
		const kind = kindOf(resource);
		if (kind !== 'request' && claim !== undefined && this.wasDenied(bundle, claim)) {
			// A denial is not updated: a new request must be made (guide, Additional Notes 2).
			return { outcome: 'refused' };
		}
		if (kind === 'cancel') return { outcome: 'cancelled' };
		const codes: string[] = list(resource?.item).flatMap(({ productOrService }: Json) =>
			list(productOrService?.coding).map(({ code }: Json) => String(code)),
		);
		const known = codes.find((code) => this.byCode.has(code)) ?? 'default';
		return this.byCode.get(known) ?? { outcome: 'approved' };
	}

	private wasDenied(bundle: Bundle, claim: Entry): boolean {
		const prior = target(bundle, list(claim.resource.related)[0]?.claim, claim);
		const earlier = [...this.cases.values()].find(
			({ request }) => entriesOf(request)[0]?.fullUrl === prior?.fullUrl,
		);
		return earlier?.answer.outcome === 'denied';
	}
}

function kindOf(claim: Json): PayerCase['kind'] {
	if (claim?.related === undefined) return 'request';
	const items = list(claim.item);
	const all = items.length > 0 && items.every(isCancelled);
	return cancelsWhole(claim) || all ? 'cancel' : 'update';
}
