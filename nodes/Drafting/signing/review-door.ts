import type { SignOff } from '../../shared/contracts';
import { Acting, type DoorAnswer } from './acting';
import { auditReview } from './audit';
import { decide, decisionOf, expiry } from './decisions';
import { formToken, openFormToken, type CheckedToken } from './form-token';
import { field, isFromElsewhere, redirect, type Reply, type Request } from './http';
import { isNotice, type Notice } from './pages/banners';
import { decidedPage, messageReply, notYours } from './pages/messages';
import { reviewPage } from './pages/review-page';
import { isOneOf } from './earlier-signers';
import { roleFor, samePerson, type Person } from './person';
import type { ReviewCase } from './review-case';
import { ReviewPlace } from './review-place';
import { reviewView, type Engines, type ReviewView } from './review-view';
import { personKey, Sessions, SESSION_MS } from './sessions';
import type { SigningRoom } from './signing-room';
import { EMPTY_COPY, readCopy, type WorkingCopy } from './working-copy';

export type { DoorAnswer };

/**
 * The page of one review, behind n8n's waiting webhook: reading, changing, deciding. It holds no
 * state of its own: several may be open at once, and exactly one decision counts.
 */
export class ReviewDoor {
	private readonly sessions: Sessions;
	private readonly place: ReviewPlace;
	private readonly acting: Acting;

	constructor(
		private readonly room: SigningRoom,
		private readonly review: ReviewCase,
		private readonly engines: Engines,
		private readonly clock: () => Date = () => new Date(),
	) {
		this.sessions = new Sessions(room.seals);
		this.place = new ReviewPlace(room, review);
		this.acting = new Acting(room, review, engines, this.place, clock);
	}

	async answer(request: Request): Promise<DoorAnswer> {
		const { store } = this.room;
		const settled = await decisionOf(store, this.review);
		if (settled !== undefined) return await this.alreadyDecided(request, settled);
		if (Date.parse(this.review.expiresAt) <= this.clock().getTime()) {
			const { decision } = await decide(store, this.review, expiry(this.review, this.clock()));
			return await this.alreadyDecided(request, decision);
		}
		return request.method === 'POST' ? await this.post(request) : await this.get(request);
	}

	/**
	 * Statuses 401, 404 and 409 are n8n's own, for a page that is gone; a proxy may lead those to the desk.
	 *
	 * n8n asks here only while it still waits: whoever decided, the process ended before n8n went on.
	 * So it goes on now.
	 */
	private async alreadyDecided(request: Request, decision: SignOff): Promise<DoorAnswer> {
		const { decision: counts } = await decide(this.room.store, this.review, decision);
		const person = this.sessions.atReview(request, this.review);
		const page = decidedPage(counts, person, await this.place.deskUrl());
		return { reply: { status: request.method === 'POST' ? 410 : 200, page }, resume: counts };
	}

	private async get(request: Request): Promise<DoorAnswer> {
		const { review, sessions } = this;
		const code = field(request.query, 'code');
		if (code !== undefined) return { reply: await this.admit(request, code) };
		const person = sessions.atReview(request, review);
		if (person === undefined) return { reply: await this.signInFirst() };
		const role = roleFor(person, review.audience);
		if (role === undefined) return { reply: await this.refuse(request, person) };
		const content = await this.place.content();
		const copy = await this.copyOf(person);
		const view = reviewView(review, content, copy, this.engines.verify);
		await auditReview(review, {
			interaction: 'sign-off-shown',
			action: 'R',
			person: { ...person, role },
			sha256: review.draftHash,
			address: request.address,
		});
		const notice = field(request.query, 'notice');
		return { reply: await this.show(view, person, isNotice(notice) ? notice : undefined) };
	}

	private async signInFirst(): Promise<Reply> {
		const link = await this.place.deskLink();
		if (link !== '') return redirect(link);
		return messageReply(503, 'Nobody can sign in at the moment', [
			'The sign-off desk is switched off. Tell those who look after n8n: publish the workflow "Sign-off desk".',
		]);
	}

	/** The code of the desk becomes a session for this page; it works once. */
	private async admit(request: Request, code: string): Promise<Reply> {
		const { review, sessions } = this;
		const opened = sessions.openHandOver(code, review);
		const fresh = opened !== undefined && (await this.room.store.useOnce(opened.id));
		if (opened === undefined || !fresh) {
			return messageReply(
				403,
				'This link was used already, or is too old',
				['A link from the desk opens the page once, within a minute.'],
				{ href: await this.place.deskLink(), text: 'Back to the desk' },
			);
		}
		if (roleFor(opened.person, review.audience) === undefined) {
			return await this.refuse(request, opened.person);
		}
		return redirect(this.place.pageUrl(), [sessions.startReview(opened.person, review)]);
	}

	private async refuse(request: Request, person: Person): Promise<Reply> {
		const decidedBefore = isOneOf(person, this.review.audience.not ?? []);
		await auditReview(this.review, {
			interaction: 'sign-off-refused',
			action: 'R',
			outcome: '4',
			outcomeReason: decidedBefore ? 'decided-before' : 'wrong-role',
			person,
			address: request.address,
		});
		const deskUrl = await this.place.deskUrl();
		if (!decidedBefore) return notYours(deskUrl);
		return messageReply(
			403,
			'Somebody else must decide here',
			['You decided in an earlier step of this work. Two people have to look at it.'],
			{ href: deskUrl, text: 'What else waits for you' },
		);
	}

	private async show(view: ReviewView, person: Person, notice: Notice | undefined): Promise<Reply> {
		const { review, sessions } = this;
		const desk = await this.room.store.desk();
		const page = reviewPage({
			view,
			person,
			action: this.place.pageUrl(),
			token: formToken(this.room.seals, review, person, view.shownHash),
			deskUrl: desk?.url ?? '',
			roles: desk?.roles ?? [],
			sessionSeconds: SESSION_MS / 1000,
			now: this.clock(),
			notice,
		});
		return { status: 200, page, cookies: [sessions.startReview(person, review)] };
	}

	private async post(request: Request): Promise<DoorAnswer> {
		const { review, sessions, room } = this;
		const token = openFormToken(room.seals, review, field(request.body, 'token'));
		if (token === undefined || isFromElsewhere(request.headers, new URL(review.pageUrl).origin)) {
			return { reply: await this.notOurs(request) };
		}
		const person = sessions.atReview(request, review);
		if (person !== undefined && !samePerson(person, token)) {
			return { reply: await this.notOurs(request) };
		}
		const view = await this.viewFor(token);
		const older = view.shownHash !== token.shown;
		if (person === undefined || token.expired) {
			return { reply: await this.sessionOver(request, token, older ? undefined : view) };
		}
		const role = roleFor(person, review.audience);
		if (role === undefined) return { reply: await this.refuse(request, person) };
		if (older) return { reply: this.place.back('older') };
		return await this.acting.act(request, view, person, role);
	}

	/** Nothing that was typed is lost: it is kept for the person whom the token names. */
	private async sessionOver(
		request: Request,
		token: CheckedToken,
		view: ReviewView | undefined,
	): Promise<Reply> {
		if (view !== undefined) {
			const copy = readCopy(view.draft, request.body, view.copy);
			await this.room.store.keepCopy(this.review.id, personKey(token), copy);
		}
		return messageReply(
			403,
			'Your session has ended. Nothing was signed.',
			['Your changes are kept. Sign in again and open the document once more.'],
			{ href: await this.place.deskLink(), text: 'Sign in again' },
		);
	}

	private async notOurs(request: Request): Promise<Reply> {
		await auditReview(this.review, {
			interaction: 'sign-off-refused',
			action: 'U',
			outcome: '8',
			outcomeReason: 'not-from-our-page',
			person: this.sessions.atReview(request, this.review),
			address: request.address,
		});
		return messageReply(
			403,
			'That did not come from a page of this document',
			['Nothing was signed. Open the document from the desk and decide there.'],
			{ href: await this.place.deskLink(), text: 'Back to the desk' },
		);
	}

	private async viewFor(person: Pick<Person, 'subject' | 'issuer'>): Promise<ReviewView> {
		const copy = await this.copyOf(person);
		return reviewView(this.review, await this.place.content(), copy, this.engines.verify);
	}

	private async copyOf(person: Pick<Person, 'subject' | 'issuer'>): Promise<WorkingCopy> {
		return (await this.room.store.copy(this.review.id, personKey(person))) ?? EMPTY_COPY;
	}
}
