import { createHmac } from 'node:crypto';
import type { PriorAuthDecision, PriorAuthRequest } from '../../shared/contracts/prior-auth';
import type {
	Case,
	CaseItem,
	CaseKey,
	CaseMatch,
	CaseOpening,
	DecisionEffect,
	DecisionSource,
	DueMilestone,
	Identifier,
} from './case';
import { effectOf, fingerprintOf } from './effect';
import type { EventFiles } from './event-files';
import { matchAnswer } from './match';
import { claimOf } from './opening';
import type { OrderClaims } from './order-claims';
import type { Packets } from './packets';
import {
	dueMilestones,
	lastDayOf,
	mayAdd,
	nextAt,
	plansOf,
	type ClockSettings,
	type Plan,
} from './plan';
import { Shelf } from './shelf';

export interface Amendment {
	at: string;
	kind: 'update' | 'cancel';
	/** Bundle.identifier of the amendment. */
	identifier: Identifier;
	/** Claim.identifier of the amendment; that of its packet when absent. */
	trace?: Identifier;
	items: CaseItem[];
	request?: PriorAuthRequest;
}

/**
 * The register of requests that were submitted: what was asked of whom, what came back, and which clock
 * runs. Every change is on the disk when the promise resolves, and any number of processes may change it.
 */
export class Cases {
	private readonly shelf: Shelf;
	private readonly plans = new WeakMap<Case, { settings: ClockSettings; plans: Plan[] }>();

	constructor(
		private readonly files: EventFiles,
		private readonly packets: Packets,
		private readonly claims: OrderClaims,
		private readonly key: Buffer,
		private readonly signal?: AbortSignal,
	) {
		this.shelf = new Shelf(files, signal);
	}

	/**
	 * Before a request is sent for the first time. The same packet again is the same case.
	 *
	 * @returns `fresh` is false when it was open already
	 */
	async open(opening: CaseOpening): Promise<{ case: Case; fresh: boolean }> {
		const { request, ...rest } = opening;
		const id = this.nameOf(opening.identifier);
		// First: an answer must never find a case without the packet that it is held against.
		if (request !== undefined) await this.packets.keep(id, request);
		const event = { type: 'opened', at: opening.submittedAt, opening: rest } as const;
		return await this.shelf.begin(id, { identifier: opening.identifier }, event);
	}

	/**
	 * Takes the orders of a first request, before its case is opened. Until that case has ended nobody
	 * else gets them, also not in the same instant.
	 *
	 * @returns false when another request asks for one of them
	 */
	async claim(identifier: Identifier, orders: Iterable<string>): Promise<boolean> {
		const { shelf } = this;
		await shelf.fresh();
		if (shelf.get({ identifier }) !== undefined) return true;
		return await this.claims.take(orders, this.nameOf(identifier), async (id) => {
			await shelf.fresh();
			const holder = shelf.get({ id })?.case;
			return holder && isOver(holder);
		});
	}

	/**
	 * Takes back a case of which certainly nothing reached the payer: nothing is left of it, its orders
	 * are free, and another packet may go under its identifier. What more is known of it keeps it.
	 */
	async withdraw(identifier: Identifier): Promise<boolean> {
		const { shelf } = this;
		return await shelf.alone(async () => {
			await shelf.refresh(true);
			const held = shelf.get({ identifier });
			const isOnlyOpen = held?.events.every(({ event }) => NEVER_LEFT.has(event.type)) ?? false;
			if (held === undefined || !isOnlyOpen || held.case.identifiers.length > 1) return false;
			const { id, opening } = held.case;
			const orders = opening.items.flatMap(({ order }) => order ?? []);
			await this.files.dispose(id);
			await this.packets.dispose(this.nameOf(identifier));
			await this.claims.release(orders, id);
			await shelf.refresh(true);
			return true;
		});
	}

	/** The payer certainly has it, whatever it answered. */
	async received(key: CaseKey, at: string): Promise<Case> {
		return await this.shelf.change(key, ({ receivedAt }) =>
			receivedAt === undefined ? { type: 'received', at } : undefined,
		);
	}

	/** Before an update or a cancellation is sent. The same again changes nothing. */
	async amend(key: CaseKey, amendment: Amendment): Promise<Case> {
		const { request, ...rest } = amendment;
		if (request !== undefined) await this.packets.keep(this.nameOf(rest.identifier), request);
		const trace = rest.trace ?? request?.trace;
		const claim = request && claimOf(request);
		return await this.shelf.change(key, ({ identifiers }) =>
			identifiers.some((known) => keyOf(known) === keyOf(rest.identifier))
				? undefined
				: {
						type: 'amended',
						...rest,
						...(trace !== undefined && { trace }),
						...(claim !== undefined && { claim }),
					},
		);
	}

	/**
	 * Writes down what the payer decided, or what a person found out about it.
	 *
	 * @param said.answers the packet that is answered; of an answer to Submit the one that names the case
	 * @returns what it did; nothing follows from `repeat` and `stale`
	 * @throws HospitalError `prior-auth-case-unknown`
	 */
	async decide(
		key: CaseKey,
		said: {
			decision: PriorAuthDecision;
			at: string;
			source: DecisionSource;
			answers?: Identifier;
		},
	): Promise<{ case: Case; effect: DecisionEffect }> {
		const { decision, at, source } = said;
		const fingerprint = fingerprintOf(decision);
		const own = source === 'answer' && 'identifier' in key ? key.identifier : undefined;
		const answers = said.answers ?? own;
		const about = answers !== undefined && { answers };
		let effect: DecisionEffect = 'repeat';
		const after = await this.shelf.change(key, (before) => {
			const found = effectOf(before, { decision, source, ...about });
			effect = found.effect;
			// A payer that repeats itself for weeks must not fill the disk.
			if (effect === 'repeat') return undefined;
			return { type: 'decision', at, source, fingerprint, decision, ...about, ...found };
		});
		return { case: after, effect };
	}

	/** What the payer had asked for was sent. */
	async informationSent(key: CaseKey, at: string): Promise<Case> {
		return await this.shelf.change(key, (before) =>
			before.owedSince === undefined && !mayAdd(before)
				? undefined
				: { type: 'information-sent', at },
		);
	}

	async appeal(
		key: CaseKey,
		{ at, stage }: { at: string; stage: 'peer-to-peer' | 'appeal' },
	): Promise<Case> {
		return await this.shelf.change(key, ({ appeals }) =>
			appeals.some((known) => known.stage === stage && known.at === at)
				? undefined
				: { type: 'appeal', at, stage },
		);
	}

	/** Ends a case, whatever the payer says: withdrawn, refused by the payer's server, sent by fax. */
	async close(key: CaseKey, { at, reason }: { at: string; reason: string }): Promise<Case> {
		return await this.shelf.change(key, ({ closed }) =>
			closed === undefined ? { type: 'closed', at, reason } : undefined,
		);
	}

	/** Which case an answer belongs to, and what it says. Nothing is written down. */
	async match(answer: unknown): Promise<CaseMatch> {
		const { shelf } = this;
		await shelf.fresh();
		const register = {
			byIdentifier: (one: Identifier) => shelf.all(shelf.index.byIdentifier(one)),
			byTrace: (one: Identifier) => shelf.all(shelf.index.byTrace(one)),
			byClaim: (one: string) => shelf.all(shelf.index.byClaim(one)),
			packet: async (one: Identifier) => await this.packets.read(this.nameOf(one)),
		};
		const match = await matchAnswer(answer, register);
		if (match.status === 'matched' || match.reason !== 'unknown-case') return match;
		// A disk that several machines share may show late that something was added.
		await shelf.alone(async () => await shelf.refresh(true));
		return await matchAnswer(answer, register);
	}

	/**
	 * What must be told now. It comes again until {@link told} has written down that it was.
	 *
	 * @param now milliseconds since 1970
	 */
	async due(now: number, settings: ClockSettings): Promise<DueMilestone[]> {
		return (await this.shelf.fresh()).flatMap((held) =>
			dueMilestones(held.case, this.plansOf(held.case, settings), now),
		);
	}

	/** When {@link due} will have something next, as far as this process knows. */
	nextDue(settings: ClockSettings): number | undefined {
		let next: number | undefined;
		for (const held of this.shelf.known()) {
			const at = nextAt(this.plansOf(held.case, settings));
			if (at !== undefined && (next === undefined || at < next)) next = at;
		}
		return next;
	}

	private plansOf(of: Case, settings: ClockSettings): Plan[] {
		const known = this.plans.get(of);
		if (known?.settings === settings) return known.plans;
		const plans = plansOf(of, settings);
		this.plans.set(of, { settings, plans });
		return plans;
	}

	async told(milestone: DueMilestone, route: string, at: string): Promise<Case> {
		const { clock, mark, dueAt } = milestone;
		const until = Number.isFinite(dueAt) ? new Date(dueAt).toISOString() : '';
		return await this.shelf.change({ id: milestone.case.id }, ({ told, clock: running }) =>
			told.some(
				(each) =>
					each.clock === clock &&
					each.mark === mark &&
					each.route === route &&
					each.dueAt === until &&
					each.cycle === running.cycle,
			)
				? undefined
				: { type: 'told', at, clock, mark, route, dueAt: until },
		);
	}

	/** All of them, the oldest first. */
	async list(): Promise<Case[]> {
		return (await this.shelf.fresh())
			.map((held) => held.case)
			.sort((a, b) => (a.opening.submittedAt < b.opening.submittedAt ? -1 : 1));
	}

	async find(key: CaseKey): Promise<Case | undefined> {
		await this.shelf.fresh();
		return this.shelf.get(key)?.case;
	}

	/** The packet that was sent last, or under an identifier. */
	async request(of: Case, identifier?: Identifier): Promise<PriorAuthRequest | undefined> {
		const { opening } = of;
		const names = identifier === undefined ? [...of.identifiers].reverse() : [identifier];
		for (const one of names) {
			const found = await this.packets.read(this.nameOf(one));
			if (found !== undefined) return found;
		}
		return await this.packets.read(this.nameOf(opening.identifier));
	}

	/**
	 * Puts the events of cases that rest into one file each, and removes those that ended long ago.
	 *
	 * @param now milliseconds since 1970
	 * @returns ids of those that were removed, for the record
	 */
	async tidy(
		now: number,
		{ restMs, keepMs }: { restMs: number; keepMs: number },
	): Promise<string[]> {
		const { shelf } = this;
		return await shelf.alone(async () => {
			await shelf.refresh();
			const removed: string[] = [];
			for (const { case: of, events } of shelf.known()) {
				if (this.signal?.aborted) break;
				const quiet = now - lastOf(of);
				if (isOver(of) && now - endOf(of) > keepMs) {
					for (const one of of.identifiers) await this.packets.dispose(this.nameOf(one));
					await this.files.dispose(of.id);
					removed.push(of.id);
				} else if (quiet > restMs && events.length > 1) await this.files.join(of.id, events);
			}
			await shelf.refresh(true);
			await this.claims.tidy(keepMs, (id) => shelf.get({ id }) !== undefined);
			return removed;
		});
	}

	private nameOf(identifier: Identifier): string {
		const mac = createHmac('sha256', this.key).update(`case\n${keyOf(identifier)}`);
		return `c${mac.digest('hex').slice(0, 31)}`;
	}
}

const keyOf = ({ system, value }: Identifier): string => JSON.stringify([system ?? '', value]);

/** Events of a case before the payer has it. */
const NEVER_LEFT: ReadonlySet<string> = new Set(['opened', 'told']);

const isOver = ({ state }: Case): boolean => state === 'decided' || state === 'closed';

/** When something was written down last, milliseconds since 1970. */
const lastOf = ({ events }: Case): number => Math.max(...events.map(({ at }) => Date.parse(at)));

/** Until when somebody may ask for it: what was granted may hold for years. */
function endOf(of: Case): number {
	const day = of.decision && lastDayOf(of.decision);
	return Math.max(lastOf(of), day === undefined ? 0 : Date.parse(`${day}T00:00:00Z`));
}
