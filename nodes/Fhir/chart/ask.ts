import {
	FhirError,
	type FhirClient,
	type FhirResource,
	type SearchParameters,
} from '../../clients/fhir';
import { askedElements, lacksChoice, lacksContained, wasNotReduced } from './strip';
import { TYPES } from './compartment';

/** What Chart Context needs of a FHIR server: searches by POST, so that nothing stands in addresses. */
export type ChartReader = Pick<FhirClient, 'local' | 'search'>;

export interface Question {
	type: string;
	parameters: SearchParameters;
	elements: string[];
	atMost: number;
}

export interface Answered {
	/** `atMost` and one more, when there is more. */
	resources: FhirResource[];
	/** True when the server sorted them, the newest first. */
	sorted: boolean;
	/** Set where the server counts more than it gave, without further pages. */
	short?: { counted: number; came: number };
}

const MOST_PER_PAGE = 200;

/**
 * Asks one server, and remembers what it does not support: not every one can reduce records to
 * elements or sort, and a strict one refuses the whole search then. Whatever comes too much is removed
 * by whoever asked.
 */
export class Asker {
	private reduces = true;
	private sorts = true;

	constructor(
		private readonly client: ChartReader,
		private readonly check: (resource: FhirResource) => void,
		private readonly signal: AbortSignal | undefined,
	) {}

	async ask(question: Question): Promise<Answered> {
		const first = await this.asFarAsSupported(question);
		const { resources } = first;
		if (!this.reduces || resources.length === 0) return first;
		const { elements } = question;
		// A medicine that stands inside its prescription is no element that one could ask for by name.
		if (lacksContained(resources, elements)) return await this.once(question, false, this.sorts);
		if (wasNotReduced(resources, elements) || !lacksChoice(resources, elements)) return first;
		// "value" may have been taken literally, and "valueQuantity" been left out.
		return await this.once(question, false, this.sorts);
	}

	/**
	 * False only when it is known that every record of the question, also one that was not sent, carries
	 * the date that the server sorts by.
	 */
	async mayLackDate({ type, parameters, elements }: Question): Promise<boolean> {
		const search = TYPES[type]?.date?.search;
		if (search === undefined) return true;
		// A record without the date is in no period.
		if (search in parameters) return false;
		const missing = { ...parameters, [`${search}:missing`]: 'true' };
		try {
			const question = { type, parameters: missing, elements, atMost: 0 };
			const { resources } = await this.once(question, this.reduces, false);
			return resources.length > 0;
		} catch (error) {
			if (!isRefusal(error)) throw error;
			return true;
		}
	}

	private async asFarAsSupported(question: Question): Promise<Answered> {
		const { reduces, sorts } = this;
		try {
			return await this.once(question, reduces, sorts);
		} catch (error) {
			if (!isRefusal(error) || (!reduces && !sorts)) throw error;
		}
		if (reduces) {
			try {
				const answered = await this.once(question, false, sorts);
				this.reduces = false;
				return answered;
			} catch (error) {
				if (!isRefusal(error) || !sorts) throw error;
			}
		}
		// Kept for the other reads: what cannot be sorted here can perhaps be sorted there.
		return await this.once(question, false, false);
	}

	private async once(question: Question, reduced: boolean, sorted: boolean): Promise<Answered> {
		const { type, elements, atMost } = question;
		const date = TYPES[type]?.date?.search;
		const sorts = sorted && date !== undefined && !('_id' in question.parameters);
		const parameters: SearchParameters = {
			...question.parameters,
			...(reduced && { _elements: askedElements(elements) }),
			...(sorts && { _sort: `-${date}` }),
			_count: Math.min(atMost + 1, MOST_PER_PAGE),
		};
		const resources: FhirResource[] = [];
		let short: Answered['short'];
		const options = {
			limit: atMost + 1,
			// On many servers the count is an estimate: the reader is told, and decides.
			onShort: (counts: NonNullable<Answered['short']>) => void (short = counts),
			...(this.signal && { signal: this.signal }),
		};
		for await (const { resource, mode } of this.client.search(type, parameters, options)) {
			// Also what was not asked for must not be somebody else's.
			this.check(resource);
			if (mode === 'match' && resource.resourceType === type) resources.push(resource);
		}
		return { resources, sorted: sorts, ...(short !== undefined && { short }) };
	}
}

const isRefusal = (error: unknown): boolean =>
	error instanceof FhirError && (error.status === 400 || error.status === 422);
