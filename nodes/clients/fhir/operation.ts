import { badAnswer } from './errors';
import type { Answer, Exchange } from './exchange';
import { checkId, checkOperation, checkParameter, checkType } from './names';
import { walkPages, type PageLimits } from './paging';
import { entryPages, type SearchPage } from './search';
import type { CallOptions, FhirResource, OperationCall } from './types';

/** An operation without output parameters may answer with an empty body, which says as much. */
const NOTHING: FhirResource = { resourceType: 'Parameters' };

export async function callOperation(
	exchange: Exchange,
	operation: OperationCall,
	options: CallOptions,
): Promise<FhirResource> {
	const { doing, answer } = await send(exchange, operation, options);
	const { body, status } = answer;
	if (status === 202) {
		throw badAnswer(doing, 'the server works on it and answers later, which nobody asked for');
	}
	if (answer.bytes === 0) return { ...NOTHING };
	if (!/^[A-Z][A-Za-z]{1,63}$/.test(String(body.resourceType))) {
		throw badAnswer(doing, 'the answer is no resource');
	}
	return body;
}

/** For an operation whose result is a search result of several pages, such as $everything. */
export async function* operationPages(
	exchange: Exchange,
	operation: OperationCall,
	options: CallOptions & PageLimits,
): AsyncGenerator<SearchPage, void, undefined> {
	const { doing, answer } = await send(exchange, operation, options);
	yield* entryPages(doing, walkPages(exchange, doing, 'searchset', answer, options), options);
}

async function send(
	exchange: Exchange,
	{ name, type, id, method = 'POST', input, query = {} }: OperationCall,
	options: CallOptions,
): Promise<{ doing: string; answer: Answer }> {
	const operation = checkOperation(name);
	const doing = `Calling ${operation}`;
	const steps = [
		...(type === undefined ? [] : [checkType(type)]),
		...(id === undefined ? [] : [checkId(id)]),
		operation,
	];
	if (id !== undefined && type === undefined) throw badAnswer(doing, 'an id needs its type');
	const path = steps.join('/') + queryOf(query);
	const answer = await exchange.request(
		doing,
		options,
		method === 'GET'
			? { method, path }
			: {
					method,
					path,
					headers: { 'content-type': 'application/fhir+json' },
					body: input ?? NOTHING,
				},
	);
	return { doing, answer };
}

function queryOf(parameters: NonNullable<OperationCall['query']>): string {
	const query = new URLSearchParams();
	for (const [name, value] of Object.entries(parameters)) {
		for (const one of [value].flat()) query.append(checkParameter(name), String(one));
	}
	const text = query.toString();
	return text === '' ? '' : `?${text}`;
}
