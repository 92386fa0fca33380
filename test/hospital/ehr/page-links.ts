import { randomUUID } from 'node:crypto';
import { OperationOutcomeError, badRequest } from '@medplum/core';
import type { Bundle } from '@medplum/fhirtypes';
import type { Interaction } from './interaction.ts';

const MAX_PAGES = 1000;

/** Links between pages. They carry a token instead of the criteria, which can identify a patient. */
export class PageLinks {
	private readonly base: string;
	/** What a link leads to, by its token. The oldest are dropped. */
	private readonly pages = new Map<string, { path: string; query: URLSearchParams }>();

	constructor(base: string) {
		this.base = base;
	}

	/**
	 * @param path below the base, `Patient` or `Patient/1/_history`
	 * @param query with `_count`, and `_offset` from the second page on
	 */
	of(path: string, query: URLSearchParams, total: number): Bundle['link'] {
		const count = Number(query.get('_count'));
		const offset = Number(query.get('_offset') ?? 0);
		const to = (relation: string, at: number) => ({ relation, url: this.link(path, query, at) });
		const link = [to('self', offset)];
		if (count > 0 && offset + count < total) link.push(to('next', offset + count));
		if (offset > 0) link.push(to('previous', Math.max(0, offset - count)));
		return link;
	}

	/** The interaction that a link stands for; any other interaction as it is. */
	turned(interaction: Interaction): Interaction {
		const token = interaction.query.get('_page');
		if (token === null) return interaction;
		const page = this.pages.get(token);
		if (page?.path !== interaction.path || interaction.query.size > 1) {
			throw new OperationOutcomeError(badRequest('the page is not known or has expired'));
		}
		return { ...interaction, query: page.query };
	}

	private link(path: string, query: URLSearchParams, offset: number): string {
		const token = randomUUID();
		const at = new URLSearchParams(query);
		at.set('_offset', String(offset));
		this.pages.set(token, { path, query: at });
		if (this.pages.size > MAX_PAGES) this.pages.delete(this.pages.keys().next().value as string);
		return `${this.base}/${path}?_page=${token}`;
	}
}
