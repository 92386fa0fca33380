import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { createHash } from 'node:crypto';
import type { Bundle } from '../../clients/fhir';
import { createOnce, makeFolder } from '../../shared/durable';
import { responsesOf } from '../decision/answer';
import { element, elements, isFields, text } from '../rules/element';
import { postBundle } from './submit';
import type { PayerServer } from './types';

/** What speaks for and against asking a payer about the state of a case. */
export interface InquiryFacts {
	/** A person pressed the button: no rule of the guide limits that (Checking Status). */
	byPerson: boolean;
	/** True when the case waits for the payer. */
	waiting: boolean;
	/** A subscription that works and that would tell of it. */
	subscribed: boolean;
	/** ISO 8601; absent when no clock runs. */
	dueAt?: string;
	now: Date;
}

/** Whether to ask, and why. */
export type InquiryVerdict =
	| { ask: true; why: 'asked-by-person' | 'not-subscribed' | 'past-due' }
	| { ask: false; why: 'not-waiting' | 'subscribed' };

/**
 * Whether an inquiry may be sent. A pended request is followed by the subscription (spec-8); the inquiry
 * should not be the way of waiting (spec-9), and not be repeated (spec-42). By itself the workflow asks
 * only where nobody would tell it, or when the payer is past its time.
 */
export function mayInquire({
	byPerson,
	waiting,
	subscribed,
	dueAt,
	now,
}: InquiryFacts): InquiryVerdict {
	if (!waiting) return { ask: false, why: 'not-waiting' };
	if (byPerson) return { ask: true, why: 'asked-by-person' };
	if (dueAt !== undefined && Date.parse(dueAt) < now.getTime()) {
		return { ask: true, why: 'past-due' };
	}
	return subscribed ? { ask: false, why: 'subscribed' } : { ask: true, why: 'not-subscribed' };
}

/**
 * Takes the one inquiry that a case may send on a day (UTC), in whatever process.
 *
 * @param folder of the inquiries of the site; made when it is not there
 * @param owner who takes it: the same one may go on with it after a crash
 * @returns false when somebody else has asked today
 */
export async function takeInquiry(
	folder: string,
	trace: { system: string; value: string },
	day: string,
	owner: string,
): Promise<boolean> {
	const today = join(folder, day);
	await makeFolder(today);
	await forgetBefore(folder, day);
	const name = createHash('sha256')
		.update(JSON.stringify([trace.system, trace.value]))
		.digest('hex')
		.slice(0, 40);
	const mine = createHash('sha256').update(owner).digest('hex');
	const path = join(today, name);
	if (await createOnce(path, mine)) return true;
	return (await readFile(path, 'utf8')) === mine;
}

/** Days that are over are not asked about; one is left, because clocks differ. */
async function forgetBefore(folder: string, day: string): Promise<void> {
	const yesterday = new Date(Date.parse(`${day}T00:00:00Z`) - 86_400_000).toISOString();
	const old = (await readdir(folder)).filter(
		(name) => /^\d{4}-\d{2}-\d{2}$/.test(name) && name < yesterday.slice(0, 10),
	);
	await Promise.all(old.map((name) => rm(join(folder, name), { recursive: true, force: true })));
}

/**
 * Asks the payer by example (`Claim/$inquire`). Never repeated by itself.
 *
 * @param packet bytes of an inquiry bundle
 * @returns one response bundle for each authorization that fits the example
 * @throws HospitalError `pas-answer-refused`, `pas-answer-unreadable`; FhirError
 */
export async function inquire(
	client: PayerServer,
	packet: Uint8Array,
	{ timeoutMs = 30_000, signal }: { timeoutMs?: number; signal?: AbortSignal } = {},
): Promise<Bundle[]> {
	const answer = await postBundle(client, '$inquire', packet, {
		timeoutMs,
		...(signal && { signal }),
	});
	return responsesOf(answer) as unknown as Bundle[];
}

/**
 * The answers that are about one case: those that name a trace number of it. An example may fit other
 * authorizations of the same patient, which say nothing about this one.
 *
 * @param traces of the request and of what changed it: the payer answers with the current one (spec-47)
 */
export function answersAbout(
	answers: readonly Bundle[],
	...traces: ReadonlyArray<{ system?: string; value: string }>
): Bundle[] {
	return answers.filter((answer) => {
		if (!isFields(answer)) return false;
		const [entry] = elements({ path: 'Bundle', value: answer }, 'entry');
		const response = element(entry, 'resource');
		const named = [
			...elements(response, 'identifier'),
			...elements(element(response, 'request'), 'identifier'),
		];
		return named.some((each) =>
			traces.some(
				({ system, value }) =>
					text(each, 'value') === value && (text(each, 'system') ?? system) === system,
			),
		);
	});
}
