import { isWorkItemId } from '../../shared/work';
import { auditReview } from './audit';
import { decisionOf, expireDue } from './decisions';
import { DeskSignIn, type DeskSettings } from './desk-sign-in';
import { formToken, openFormToken } from './form-token';
import { field, isFromElsewhere, redirect, withQuery, type Reply, type Request } from './http';
import { decidedPage, messageReply, notYours } from './pages/messages';
import { deskPage } from './pages/desk-page';
import { roleFor, type Person } from './person';
import { isCaseId, type ReviewCase } from './review-case';
import { Sessions } from './sessions';
import type { SigningRoom } from './signing-room';

/** The one address at which clinicians sign in, see what waits for them, and are led to it. */
export class DeskDoor {
	private readonly sessions: Sessions;
	private readonly signIn: DeskSignIn;

	constructor(
		private readonly room: SigningRoom,
		private readonly settings: DeskSettings,
		private readonly clock: () => Date = () => new Date(),
	) {
		this.sessions = new Sessions(room.seals);
		this.signIn = new DeskSignIn(room, settings);
	}

	async answer(request: Request): Promise<Reply> {
		if (request.method === 'POST') return await this.post(request);
		const { query } = request;
		const receipt = this.sessions.openReceipt(field(query, 'receipt'));
		if (receipt !== undefined) return await this.receipt(receipt);
		if (query.link !== undefined) return this.signIn.askPasscode(field(query, 'link'));
		if (query.state !== undefined) return await this.signIn.returned(request);
		const about = await this.about(query);
		const person = this.sessions.atDesk(request);
		if (person === undefined) return await this.signIn.ask(request, about);
		return await this.list(person, about, query.gone === '1');
	}

	/** The review that the person comes for: by its own id, or by the work item that a task names. */
	private async about({ case: id, work }: Request['query']): Promise<string | undefined> {
		if (isCaseId(id)) return id;
		if (typeof work !== 'string' || !isWorkItemId(work)) return undefined;
		const reviews = (await this.room.store.list()).filter((review) => review.work?.id === work);
		// The same work may ask several people, one after the other.
		reviews.sort((one, other) => one.openedAt.localeCompare(other.openedAt));
		return reviews.at(-1)?.id;
	}

	private async receipt(receipt: {
		case: string;
		subject: string;
		issuer: string;
	}): Promise<Reply> {
		const { store } = this.room;
		const review = await store.case(receipt.case);
		const decision = review && (await decisionOf(store, review));
		if (decision === undefined) {
			return messageReply(404, 'It is not known any more how this ended', [
				'That is kept for three days. Look in the chart.',
			]);
		}
		return { status: 200, page: decidedPage(decision, receipt, this.settings.url) };
	}

	private async list(person: Person, about: string | undefined, gone: boolean): Promise<Reply> {
		const now = this.clock();
		await expireDue(this.room.store, now);
		if (about !== undefined) {
			const review = await this.room.store.case(about);
			const decision = review && (await decisionOf(this.room.store, review));
			if (decision !== undefined) {
				return { status: 200, page: decidedPage(decision, person, this.settings.url) };
			}
		}
		const reviews = await this.forPerson(person);
		await auditReview(undefined, {
			agent: this.settings.agent,
			interaction: 'sign-off-listed',
			action: 'R',
			person,
			count: reviews.length,
		});
		const page = deskPage({
			person,
			reviews,
			url: this.settings.url,
			about,
			gone,
			now,
			token: (review) => formToken(this.room.seals, review, person, 'desk'),
		});
		return { status: 200, page, cookies: [this.sessions.startDesk(person, this.settings.url)] };
	}

	/** What waits for somebody: the most urgent first, then what ends soonest. */
	private async forPerson(person: Person): Promise<ReviewCase[]> {
		const order = { urgent: 0, routine: 1, batch: 2 };
		return (await this.room.store.waiting())
			.filter((review) => this.mayOpen(person, review))
			.sort(
				(a, b) =>
					order[a.priority] - order[b.priority] ||
					Date.parse(a.expiresAt) - Date.parse(b.expiresAt),
			);
	}

	private mayOpen(person: Person, review: ReviewCase): boolean {
		const { onlyWork } = person;
		const fits = onlyWork === undefined || onlyWork === (review.work?.id ?? review.executionId);
		return fits && roleFor(person, review.audience) !== undefined;
	}

	private async post(request: Request): Promise<Reply> {
		const { url } = this.settings;
		if (isFromElsewhere(request.headers, new URL(url).origin)) {
			return messageReply(403, 'That did not come from this page', ['Open the desk itself.'], {
				href: url,
				text: 'Open the desk',
			});
		}
		const act = field(request.body, 'act');
		if (act === 'signOut') return redirect(url, [this.sessions.endDesk(url)]);
		if (act === 'passcode') return await this.signIn.passcode(request);
		const person = this.sessions.atDesk(request);
		if (person === undefined) return redirect(url);
		return await this.open(request, person);
	}

	/** Leads to the page of a paused execution, with a code that is good for this person and once. */
	private async open(request: Request, person: Person): Promise<Reply> {
		const { store, seals } = this.room;
		const id = field(request.body, 'case');
		const review = isCaseId(id) ? await store.case(id) : undefined;
		const token = review && openFormToken(seals, review, field(request.body, 'token'));
		if (review === undefined || token === undefined || token.expired || token.shown !== 'desk') {
			return redirect(this.settings.url);
		}
		const decision = await decisionOf(store, review);
		if (decision !== undefined) {
			return { status: 200, page: decidedPage(decision, person, this.settings.url) };
		}
		if (!this.mayOpen(person, review)) {
			await auditReview(review, {
				interaction: 'sign-off-refused',
				action: 'R',
				outcome: '4',
				outcomeReason: 'wrong-role',
				person,
				address: request.address,
			});
			return notYours(this.settings.url);
		}
		const code = this.sessions.handOver(person, review);
		return redirect(withQuery(review.pageUrl, { code }));
	}
}
