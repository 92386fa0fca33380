import { createServer, type IncomingHttpHeaders } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import type {
	CrdService,
	RequirementInput,
} from '../../../dist/nodes/PriorAuth/requirement/index.js';
import { concept, type Json } from './golden.ts';
import { coverage, order, patient } from './people.ts';

export const INFORMATION =
	'http://hl7.org/fhir/us/davinci-crd/StructureDefinition/ext-coverage-information';

export interface Asked {
	method: string;
	url: string;
	headers: IncomingHttpHeaders;
	body: Json;
}

export type Answering = (asked: Asked) => {
	status?: number;
	body?: unknown;
	text?: string;
	afterMs?: number;
};

/** A payer's CDS service on this machine that answers as a test tells it. */
export class ScriptedPayer {
	readonly asked: Asked[] = [];
	services: Json[] = [{ hook: 'order-sign', id: 'sign', description: 'ZZTEST', prefetch: {} }];
	answering: Answering = () => ({ body: { cards: [], systemActions: [] } });
	readonly #server = createServer((request, response) => {
		const chunks: Buffer[] = [];
		request.on('data', (chunk: Buffer) => chunks.push(chunk));
		request.on('end', () => {
			const text = Buffer.concat(chunks).toString();
			const asked: Asked = {
				method: request.method ?? '',
				url: request.url ?? '',
				headers: request.headers,
				body: text === '' ? undefined : JSON.parse(text),
			};
			this.asked.push(asked);
			const list = asked.method === 'GET' && asked.url === '/cds-services';
			const {
				status = 200,
				body,
				text: raw,
				afterMs = 0,
			} = list ? this.listing(asked) : this.answering(asked);
			setTimeout(() => {
				response.writeHead(status, { 'content-type': 'application/json' });
				response.end(raw ?? JSON.stringify(body ?? {}));
			}, afterMs);
		});
	});
	listing: Answering = () => ({ body: { services: this.services } });
	url = '';

	async start(): Promise<this> {
		this.#server.listen(0, '127.0.0.1');
		await once(this.#server, 'listening');
		this.url = `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
		return this;
	}

	async stop(): Promise<void> {
		this.#server.closeAllConnections();
		this.#server.close();
		await once(this.#server, 'close');
	}

	/** The last question to a service. */
	get question(): Json {
		return this.asked.filter(({ method }) => method === 'POST').at(-1)?.body;
	}
}

export const SERVER = { base: 'http://ehr.example.org/fhir' };

/** One extension; a part that is undefined is left out, a list is repeated. */
export function information(parts: Record<string, unknown> = {}): Json {
	const all: Record<string, unknown> = {
		coverage: 'Coverage/c1',
		covered: 'covered',
		'pa-needed': 'auth-needed',
		date: '2026-11-20',
		'coverage-assertion-id': 'ZZ-ASSERT-1',
		...parts,
	};
	const extension = Object.entries(all).flatMap(([url, value]) =>
		(Array.isArray(value) ? value : [value])
			.filter((one) => one !== undefined)
			.map((one) => ({ url, ...valued(url, one) })),
	);
	return { url: INFORMATION, extension };
}

function valued(url: string, value: unknown): Json {
	if (typeof value === 'object') return value;
	switch (url) {
		case 'coverage':
		case 'dependency':
			return { valueReference: { reference: value } };
		case 'billingCode':
			return { valueCoding: { system: HCPCS_PLAIN, code: value } };
		case 'reason':
			return { valueCodeableConcept: { text: value } };
		case 'questionnaire':
			return { valueCanonical: value };
		case 'date':
		case 'expiry-date':
			return { valueDate: value };
		case 'coverage-assertion-id':
		case 'satisfied-pa-id':
			return { valueString: value };
		default:
			return { valueCode: value };
	}
}

/** As the published examples and some payers write it: https, and not as the guide of PAS does. */
const HCPCS_PLAIN = 'https://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets';

/** The order with extensions, as an update of the system. */
export const update = (...extension: Json[]): Json => ({
	type: 'update',
	resource: { ...order(), extension },
});

export const insurer = (): Json => ({
	resourceType: 'Organization',
	id: 'payer',
	name: 'ZZTEST INSURANCE COMPANY',
	identifier: [{ system: 'http://payers.example.org', value: '12345' }],
});

export const practitioner = (): Json => ({
	resourceType: 'Practitioner',
	id: 'doc',
	name: [{ family: 'TESTPERSON' }],
});

export const encounter = (): Json => ({
	resourceType: 'Encounter',
	id: 'e9',
	status: 'in-progress',
	class: { code: 'AMB' },
	subject: { reference: 'Patient/p1' },
});

export function input(more: Partial<RequirementInput> = {}): RequirementInput {
	return {
		orders: [order()],
		coverage: coverage(),
		patient: patient(),
		insurer: insurer(),
		practitioner: practitioner(),
		encounter: encounter(),
		server: SERVER,
		now: new Date('2026-11-22T12:00:00Z'),
		...more,
	};
}

export const service = (payer: ScriptedPayer, more: Partial<CrdService> = {}): CrdService => ({
	baseUrl: payer.url,
	timeoutMs: 3000,
	...more,
});

export { concept };
