import { HospitalError } from '../../shared/errors';
import { redirect, withQuery, type Reply } from './http';
import type { Notice } from './pages/banners';
import type { CaseContent, ReviewCase } from './review-case';
import type { SigningRoom } from './signing-room';

/** Where a review is: its content, its own address, and the way back to the desk. */
export class ReviewPlace {
	constructor(
		private readonly room: SigningRoom,
		private readonly review: ReviewCase,
	) {}

	async content(): Promise<CaseContent> {
		const content = await this.room.store.content(this.review.id);
		if (content !== undefined) return content;
		throw new HospitalError('sign-off-gone', 'The text of this document is not there any more', {
			nextStep: 'It is removed when the document was decided or its work has ended.',
		});
	}

	pageUrl(): string {
		return withQuery(this.review.pageUrl, { code: undefined, notice: undefined });
	}

	back(notice: Notice): Reply {
		return redirect(withQuery(this.pageUrl(), { notice }));
	}

	async deskUrl(): Promise<string> {
		return (await this.room.store.desk())?.url ?? '';
	}

	async deskLink(): Promise<string> {
		const url = await this.deskUrl();
		return url === '' ? url : withQuery(url, { case: this.review.id });
	}
}
