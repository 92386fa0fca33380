import type { Outcome } from './connection.ts';

/** How deep the cases of one class came. */
export class Reach {
	cases = 0;
	/** The association was accepted. */
	associated = 0;
	/** It was refused with A-ASSOCIATE-RJ. */
	rejected = 0;
	/** The listener aborted. */
	aborted = 0;
	/** A message was answered, whatever with. */
	answered = 0;
	/** A data set was stored; one was refused. */
	stored = 0;
	refused = 0;
	released = 0;
	/** Nothing at all was said. */
	silent = 0;

	add({ replies }: Outcome): void {
		const stores = replies.answers.filter(({ field }) => field === 0x8001);
		this.cases++;
		this.associated += Number(replies.accepted);
		this.rejected += Number(replies.rejected);
		this.aborted += Number(replies.aborted);
		this.answered += Number(replies.answers.length > 0);
		this.stored += Number(stores.some(({ status }) => status === 0));
		this.refused += Number(stores.some(({ status }) => status !== 0));
		this.released += Number(replies.released);
		this.silent += Number(replies.said === 0);
	}

	toString(): string {
		return Object.entries(this)
			.map(([name, count]) => `${name} ${count}`)
			.join(', ');
	}
}
