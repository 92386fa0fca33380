import type { SignOff } from '../../shared/contracts';
import { auditReview } from './audit';
import { decide, expiry } from './decisions';
import { field, redirect, withQuery, type Reply, type Request } from './http';
import type { Notice } from './pages/banners';
import { ownFaults } from './own-words';
import { decidedPage, messageReply } from './pages/messages';
import { isAccount, isRole, signerOf, type Person } from './person';
import { textHash, type ReviewCase } from './review-case';
import type { ReviewPlace } from './review-place';
import { approvedDraft, settledView, type Engines, type ReviewView } from './review-view';
import { personKey, Sessions } from './sessions';
import type { SigningRoom } from './signing-room';
import { EMPTY_COPY, readCopy, type WorkingCopy } from './working-copy';

/** What n8n has to do with a request to the page of a paused execution. */
export interface DoorAnswer {
	reply: Reply;
	/** Present when the execution goes on, with the decision that counts. */
	resume?: SignOff;
}

const MAX_REASON = 1000;

/** What somebody may do with a review whose turn it is: change, approve, reject, hand over. */
export class Acting {
	constructor(
		private readonly room: SigningRoom,
		private readonly review: ReviewCase,
		private readonly engines: Engines,
		private readonly place: ReviewPlace,
		private readonly clock: () => Date,
	) {}

	/** @param view what was shown; the token of the form is bound to it */
	async act(request: Request, view: ReviewView, person: Person, role: string): Promise<DoorAnswer> {
		const read = readCopy(view.draft, request.body, view.copy);
		const now = settledView(this.review, await this.place.content(), read, this.engines.verify);
		const { copy } = now;
		const keep = async (kept: WorkingCopy, notice: Notice): Promise<DoorAnswer> => {
			await this.room.store.keepCopy(this.review.id, personKey(person), kept);
			return { reply: this.place.back(notice) };
		};
		switch (field(request.body, 'act')) {
			case 'approve':
				if (now.shownHash !== view.shownHash) return await keep(copy, 'check');
				if (request.body.confirm !== '1') return await keep(copy, 'confirm');
				if (this.isStale() && copy.staleSeen !== true) return await keep(copy, 'stale');
				if (ownFaults(now).length > 0 && request.body.ownSeen !== '1')
					return await keep(copy, 'own');
				return await this.decide(person, this.approval(now, person, role));
			case 'reject': {
				const reason = (field(request.body, 'reason') ?? '').trim().slice(0, MAX_REASON);
				if (reason.length < 3) return await keep(copy, 'reason');
				return await this.decide(person, this.rejection(person, role, reason));
			}
			case 'handOver':
				return { reply: await this.handOver(request, person, role, copy) };
			case 'discard':
				return await keep(EMPTY_COPY, 'discarded');
			default:
				return await keep(copy, 'saved');
		}
	}

	private isStale(): boolean {
		return (this.review.fresh?.changes.length ?? 0) > 0;
	}

	private approval(view: ReviewView, person: Person, role: string): SignOff {
		const draft = approvedDraft(view);
		const text = this.engines.render(draft, view.facts);
		const against = ownFaults(view).length;
		return {
			contract: 'SignOff/1',
			decision: 'approved',
			by: signerOf(person, role),
			at: this.clock().toISOString(),
			text,
			textHash: textHash(text),
			draft,
			edits: view.edits,
			shownFactsHash: view.facts.hash,
			...(this.review.besideHash !== undefined && {
				shownBesideHash: this.review.besideHash,
			}),
			...(this.isStale() && { staleSeen: true }),
			...(against > 0 && { againstChart: against }),
			counts: view.verification.counts,
		};
	}

	private rejection(person: Person, role: string, reason: string): SignOff {
		return {
			...expiry(this.review, this.clock()),
			decision: 'rejected',
			by: signerOf(person, role),
			reason,
		};
	}

	private async decide(person: Person, mine: SignOff): Promise<DoorAnswer> {
		const { decision, won } = await decide(this.room.store, this.review, mine);
		const desk = await this.place.deskUrl();
		// A desk that was switched off meanwhile must not keep a decision from going on.
		const reply =
			desk === ''
				? { status: 200, page: decidedPage(decision, person, desk) }
				: redirect(
						withQuery(desk, {
							receipt: new Sessions(this.room.seals).receipt(person, this.review),
						}),
					);
		// Whoever came second is told by the same page; only the first lets the workflow go on.
		return { reply, ...(won && { resume: decision }) };
	}

	private async handOver(
		request: Request,
		person: Person,
		role: string,
		copy: WorkingCopy,
	): Promise<Reply> {
		const toRole = field(request.body, 'toRole') ?? '';
		const toPerson = (field(request.body, 'toPerson') ?? '').trim();
		const { review, room } = this;
		await room.store.keepCopy(review.id, personKey(person), copy);
		const desk = await room.store.desk();
		const known = isRole(toRole) && (desk?.roles ?? []).includes(toRole);
		if (toPerson === '' ? !known : !isAccount(toPerson)) return this.place.back('recipient');
		const to = {
			...review.audience,
			...(toPerson === '' ? { roles: [toRole], persons: [] } : { persons: [toPerson] }),
		};
		await auditReview(review, {
			interaction: 'sign-off-handed-over',
			action: 'U',
			person: { ...person, role },
			sha256: review.draftHash,
			address: request.address,
		});
		const handOvers = [
			...review.handOvers,
			{ at: this.clock().toISOString(), by: person.name, to },
		].slice(-20);
		await room.store.update({ ...review, audience: to, handOvers });
		return messageReply(200, 'Handed over', ['It is not yours to decide any more.'], {
			href: await this.place.deskUrl(),
			text: 'What else waits for you',
		});
	}
}
