import { randomUUID } from 'node:crypto';
import type { PriorAuthRequirement, RequirementReason } from '../../../shared/contracts';
import { HospitalError } from '../../../shared/errors';
import { readAnswer, type PayerAnswer } from '../assertions/answer';
import type { CrdService, HookName, RequirementInput } from '../input';
import { hookContext, type HookContext } from './context';
import { chooseService, offeredServices, type OfferedService } from './discovery';
import { prefetch } from './prefetch';
import { ask, CrdRefusal, deadline, type Deadline } from './wire';

/** A server that does not keep to these ten seconds in nine cases of ten does not conform (CRD found-2). */
const LIMITS: Readonly<Record<HookName, number>> = { 'order-sign': 10_000, 'order-select': 5_000 };

/** What came of asking: an answer, or why there is none. */
export interface PayerCall {
	answer?: PayerAnswer;
	reason?: RequirementReason;
	asked?: NonNullable<PriorAuthRequirement['asked']>;
}

/**
 * Asks the payer's service about the orders. No token for the chart goes along (fhirAuthorization): the
 * payer sees what its list asks for, as far as that is allowed, and nothing else.
 *
 * A payer that does not answer is a reason, not an error: the local table may know.
 *
 * @throws HospitalError `cancelled`; and what is wrong with our own settings
 */
export async function callPayer(crd: CrdService, input: RequirementInput): Promise<PayerCall> {
	const hook = crd.hook ?? 'order-sign';
	const context = hookContext(hook, input);
	if (context === undefined) return { reason: 'order-incomplete' };
	const time = deadline(crd.timeoutMs ?? LIMITS[hook]);
	const hookInstance = input.hookInstance ?? randomUUID();
	const call: Call = { crd, input, hook, context, time, hookInstance, sent: [], withheld: [] };
	const asked = () => ({
		hook,
		...(call.service && { service: call.service.id }),
		hookInstance,
		took: time.took(),
		limit: time.limit,
		sent: call.sent,
		withheld: call.withheld,
	});
	try {
		const answer = await askTwice(call);
		if (typeof answer === 'string') return { reason: answer, asked: asked() };
		return { answer, asked: asked() };
	} catch (error) {
		const reason = reasonOf(error);
		const status = error instanceof CrdRefusal ? error.status : undefined;
		return { reason, asked: { ...asked(), ...(status !== undefined && { status }) } };
	}
}

interface Call {
	crd: CrdService;
	input: RequirementInput;
	hook: HookName;
	context: HookContext;
	time: Deadline;
	hookInstance: string;
	service?: OfferedService;
	sent: string[];
	withheld: string[];
}

/** After a refusal the list is read anew, once: the payer may have changed what it offers (CRD found-17). */
async function askTwice(call: Call): Promise<PayerAnswer | RequirementReason> {
	const { remembered } = await choose(call, false);
	try {
		return await askOnce(call);
	} catch (error) {
		if (!(error instanceof CrdRefusal) || !remembered) throw error;
		const before = JSON.stringify(plain(call.service));
		await choose(call, true);
		if (JSON.stringify(plain(call.service)) === before) throw error;
		return await askOnce(call);
	}
}

const plain = (service: OfferedService | undefined) =>
	service && { id: service.id, prefetch: [...service.prefetch] };

async function choose(call: Call, fresh: boolean): Promise<{ remembered: boolean }> {
	const { crd, time, hook, input } = call;
	const { services, remembered } = await offeredServices(crd, time, {
		fresh,
		...(input.signal && { signal: input.signal }),
	});
	const chosen = chooseService(services, hook, crd.serviceId);
	if (chosen === 'none') {
		if (!fresh && remembered) return await choose(call, true);
		throw new NoService('payer-offers-no-service');
	}
	if (chosen === 'several') throw new NoService('payer-service-unclear');
	call.service = chosen;
	return { remembered };
}

class NoService extends Error {
	constructor(readonly reason: RequirementReason) {
		super(reason);
	}
}

async function askOnce(call: Call): Promise<PayerAnswer> {
	const { crd, input, hook, context, time, hookInstance, service } = call;
	if (service === undefined) throw new NoService('payer-offers-no-service');
	const records = await prefetch(service, context, input);
	call.sent = records.sent;
	call.withheld = records.withheld;
	const body = {
		hook,
		hookInstance,
		context,
		...(service.prefetch.size > 0 && { prefetch: records.values }),
	};
	const path = `/cds-services/${service.id}`;
	const answer = await ask(crd, path, time, {
		body,
		...(input.signal && { signal: input.signal }),
	});
	return readAnswer(answer, input.orders, input.server);
}

const UNUSABLE = new Set([
	'http-not-json',
	'crd-answer-invalid',
	'crd-list-invalid',
	'http-encoding',
]);
const TOO_LARGE = 'http-answer-too-large';

/** @throws the error itself when it is ours to correct */
function reasonOf(error: unknown): RequirementReason {
	if (error instanceof NoService) return error.reason;
	if (error instanceof CrdRefusal) return 'payer-refused';
	if (!(error instanceof HospitalError) || error.code === 'cancelled') throw error;
	if (error.code === 'http-timeout' || error.code === 'connect-timeout') return 'payer-late';
	if (UNUSABLE.has(error.code) || error.code === TOO_LARGE) return 'payer-answer-unusable';
	// The guard of our own network and our own settings: a person must correct them.
	if (/^(egress|url|http-header|client-certificate|private-key)-/.test(error.code)) throw error;
	return 'payer-unreachable';
}
